import { v7 } from "uuid";
import { type AccountId, type IdSource, idFromName } from "@/lib/ids";
import { chanceOf } from "./chance";

const namespace = "b1f0a3a6-6a1d-4c57-9a0e-3f1f2d1c7e55";

/** Ids that stay the same from day to day, so that a bookmark outlives a reset. */
export function accountIdOf(externalId: string): AccountId {
  return idFromName<AccountId>(namespace, `account:${externalId}`);
}

export function personIdOf(email: string): string {
  return idFromName(namespace, `person:${email}`);
}

export function signInIdOf(whose: string, index: number): string {
  return idFromName(namespace, `sign-in:${whose}:${index}`);
}

/** Ids in ascending order that follow from the story's own clock, not from chance. */
export class StoryIds {
  private sequence = 0;
  private readonly chance = chanceOf("ids");
  private atMs: number;

  constructor(start: Date) {
    this.atMs = start.getTime();
  }

  /** The story has come to an instant: ids made from now on carry it. */
  reach(at: Date): void {
    this.atMs = Math.max(this.atMs, at.getTime());
  }

  readonly next: IdSource = () => {
    this.sequence += 1;
    const random = Uint8Array.from({ length: 16 }, () => Math.floor(this.chance() * 256));
    return v7({ msecs: this.atMs, seq: this.sequence, random });
  };
}

import { addSeconds } from "@/lib/time";
import type { Act, Answer } from "./acts";

type Part = { grant: ModelGrant; credits: bigint };
type ModelGrant = { order: number; priority: number; expiresAt: Date | null; left: bigint };
type ModelHold = {
  parts: Part[];
  endsAt: Date;
  end: "open" | "hold_closed" | "hold_expired";
  released?: Answer;
};

/**
 * What an account without a plan must answer, in the plainest way there is: a list of grants with what is
 * left, a list of holds with what they took. No ledger, no versions, no catch-up.
 */
export class Model {
  private readonly grants: ModelGrant[] = [];
  private readonly holds: ModelHold[] = [];

  constructor(private now: Date) {}

  act(act: Act): Answer {
    switch (act.do) {
      case "wait":
        this.now = addSeconds(this.now, act.hours * 3600);
        this.endHolds();
        return {};
      case "grant": {
        const expiresAt = act.days === null ? null : addSeconds(this.now, act.days * 86_400);
        const order = this.grants.length;
        this.grants.push({ order, priority: act.priority, expiresAt, left: act.credits });
        return { balance: this.available() + this.held() };
      }
      case "consume": {
        if (act.credits > this.available()) return "insufficient_credits";
        this.take(act.credits);
        return { available: this.available(), overage: 0n };
      }
      case "hold": {
        if (act.credits > this.available()) return "insufficient_credits";
        const endsAt = addSeconds(this.now, act.hours * 3600);
        this.holds.push({ parts: this.take(act.credits), endsAt, end: "open" });
        return { available: this.available() };
      }
      case "capture":
        return this.capture(this.pick(this.holds, act.of), act.credits);
      case "release":
        return this.release(this.pick(this.holds, act.of));
      case "revoke":
        return this.revoke(this.pick(this.grants, act.of), act.credits);
      case "pay":
        return "none";
    }
  }

  available(): bigint {
    return this.usable().reduce((sum, { left }) => sum + left, 0n);
  }

  held(): bigint {
    const open = this.holds.filter(({ end }) => end === "open");
    return open.flatMap(({ parts }) => parts).reduce((sum, { credits }) => sum + credits, 0n);
  }

  private capture(hold: ModelHold | undefined, credits: bigint): Answer {
    if (!hold) return "not_found";
    if (hold.end !== "open") return hold.end;
    const total = hold.parts.reduce((sum, part) => sum + part.credits, 0n);
    if (credits > total) return "insufficient_credits";
    let spent = credits;
    const rest = hold.parts.map(({ grant, credits: took }) => {
      const used = took < spent ? took : spent;
      spent -= used;
      return { grant, credits: took - used };
    });
    this.giveBack(hold, rest, "hold_closed");
    return { released: total - credits, available: this.available() };
  }

  private release(hold: ModelHold | undefined): Answer {
    if (!hold) return "not_found";
    if (hold.released) return hold.released;
    if (hold.end !== "open") return hold.end;
    const released = hold.parts.reduce((sum, part) => sum + part.credits, 0n);
    this.giveBack(hold, hold.parts, "hold_closed");
    hold.released = { released, available: this.available() };
    return hold.released;
  }

  private revoke(grant: ModelGrant | undefined, credits: bigint | null): Answer {
    if (!grant) return "none";
    const left = this.isUsable(grant) ? grant.left : 0n;
    const revoked = credits ?? left;
    if (revoked > left) return "insufficient_credits";
    grant.left -= revoked;
    return { revoked, available: this.available() };
  }

  private giveBack(hold: ModelHold, parts: Part[], end: ModelHold["end"]): void {
    for (const { grant, credits } of parts) grant.left += credits;
    hold.end = end;
  }

  private endHolds(): void {
    for (const hold of this.holds) {
      if (hold.end === "open" && hold.endsAt <= this.now)
        this.giveBack(hold, hold.parts, "hold_expired");
    }
  }

  private take(credits: bigint): Part[] {
    const parts: Part[] = [];
    let missing = credits;
    for (const grant of this.usable()) {
      const took = grant.left < missing ? grant.left : missing;
      if (took > 0n) parts.push({ grant, credits: took });
      grant.left -= took;
      missing -= took;
    }
    return parts;
  }

  private usable(): ModelGrant[] {
    const soonest = (grant: ModelGrant) => grant.expiresAt?.getTime() ?? Infinity;
    return this.grants
      .filter((grant) => this.isUsable(grant))
      .sort(
        (a, b) => a.priority - b.priority || compare(soonest(a), soonest(b)) || a.order - b.order,
      );
  }

  private isUsable({ expiresAt }: ModelGrant): boolean {
    return expiresAt === null || this.now < expiresAt;
  }

  private pick<T>(items: readonly T[], index: number): T | undefined {
    return items[index % Math.max(items.length, 1)];
  }
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

import { instantNamed, localTime } from "@/lib/time";

/**
 * How a report looks back, as its address says it: a day or a local time of the house, of what is booked by then and of what
 * was known then. They are two questions: what a correction dated back changes was booked early and known late.
 */
export type Looking = { booked: string | null; known: string | null };

export const lookingBack = ["booked", "known"] as const satisfies (keyof Looking)[];

type Query = Record<string, string | string[] | undefined>;

/** As it was said, right or wrong: the page says what is wrong with it. */
export function lookingOf(query: Query): Looking {
  const said = (value: Query[string]) =>
    (typeof value === "string" && value.replaceAll(/\p{Cc}/gu, "").slice(0, 40)) || null;
  return { booked: said(query.booked), known: said(query.known) };
}

/** Where an address is one of the page's own: null where it names no time. */
export function lookingSoundly(query: Query): Looking | null {
  const looking = lookingOf(query);
  const isSound = lookingBack.every((one) => looking[one] === null || readIn(looking[one], "UTC"));
  return isSound ? looking : null;
}

/** As reports are asked; undefined: as books stand now. */
export function asOfIn({ booked, known }: Looking, zone: string) {
  const [at, then] = [readIn(booked, zone), readIn(known, zone)];
  if (!at && !then) return;
  return { ...(at && { at }), ...(then && { known: then }) };
}

/** What keeps a report from being shown: no time, or one that is not settled yet, as later ones would say other things. */
export type Problem = { field: keyof Looking; of: "noTime" | "tooLate"; said: string };

export function problemOf(looking: Looking, { zone, latest }: { zone: string; latest: Date }) {
  for (const field of lookingBack) {
    const said = looking[field];
    const at = readIn(said, zone);
    if (said !== null && !at) return { field, of: "noTime", said } satisfies Problem;
    if (said !== null && at && at > latest) {
      return { field, of: "tooLate", said } satisfies Problem;
    }
  }
  return null;
}

/** As a field for a local time holds it; an address may say the offset too, or a day alone. */
export function fieldOf(said: string | null, zone: string): string {
  const at = readIn(said, zone);
  return at ? localTime(at, zone).slice(0, 19) : "";
}

/** An instant as an address says it for good: with its offset, whichever the house's zone will be. */
export function saidFor(at: Date, zone: string): string {
  return localTime(at, zone);
}

function readIn(said: string | null, zone: string): Date | null {
  return said === null ? null : instantNamed(said, zone);
}

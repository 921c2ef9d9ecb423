import { invalid, missing } from "./refusal";
import type { List } from "./wire";

export type Page = { limit?: number; starting_after?: string; ending_before?: string };

type Range = { gt?: number; gte?: number; lt?: number; lte?: number };

/** One page of what is newest first, cut as Stripe cuts it: ten unless asked, a hundred at most. */
export function listOf<T extends { id: string }>(all: T[], page: Page, url: string): List<T> {
  const limit = page.limit ?? 10;
  if (limit < 1 || limit > 100) {
    throw invalid(
      "Invalid integer: limit must be between 1 and 100",
      "parameter_invalid_integer",
      "limit",
    );
  }
  if (page.starting_after !== undefined && page.ending_before !== undefined) {
    throw invalid("You can only specify one of these parameters: starting_after, ending_before.");
  }
  if (page.ending_before !== undefined) {
    const before = all.slice(0, indexOf(all, page.ending_before, "ending_before"));
    return list(before.slice(-limit), before.length > limit, url);
  }
  const from =
    page.starting_after === undefined ? 0 : indexOf(all, page.starting_after, "starting_after") + 1;
  const rest = all.slice(from);
  return list(rest.slice(0, limit), rest.length > limit, url);
}

/** Whether an object was made in the time a list asks for. */
export function isCreatedIn(
  range: number | Range | undefined,
): (one: { created: number }) => boolean {
  if (range === undefined) return () => true;
  if (typeof range === "number") return ({ created }) => created === range;
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = range;
  return ({ created }) => created > gt && created >= gte && created < lt && created <= lte;
}

/** Everything at once, for a list that stands inside an object. */
export function wholeList<T>(data: T[], url: string): List<T> {
  return list(data, false, url);
}

function list<T>(data: T[], hasMore: boolean, url: string): List<T> {
  return { object: "list", data, has_more: hasMore, url };
}

function indexOf(all: { id: string }[], id: string, param: string): number {
  const found = all.findIndex((one) => one.id === id);
  if (found < 0) throw missing("object", id, param);
  return found;
}

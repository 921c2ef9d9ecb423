import { singlePrice } from "@/lib/pricing";
import type { PlanVersion } from "../state";

/** What another plan has more, or less, than the present one. */
export type Difference = { gained: boolean } & (
  | { kind: "allowance"; credits: bigint; every: "month" | "year" }
  | { kind: "overage" }
  | { kind: "overagePrice"; from: string; to: string }
  | { kind: "rollover"; max: bigint }
  | { kind: "feature"; code: string }
);

export type Terms = Pick<
  PlanVersion,
  "interval" | "drip" | "allowance" | "overage" | "rolloverMax" | "features"
>;

/** How often an allowance comes: a yearly plan may give it by the month. */
export function allowanceEvery({ interval, drip }: Pick<PlanVersion, "interval" | "drip">) {
  return drip ?? interval;
}

/** PC1: what changes with the plan beside its price, gains before losses. */
export function differencesOf(from: Terms, to: Terms, features: readonly string[]): Difference[] {
  const all = [
    ...allowanceDifference(from, to),
    ...overageDifference(from, to),
    ...rolloverDifference(from, to),
    ...featureDifferences(from, to, features),
  ];
  return [...all.filter(({ gained }) => gained), ...all.filter(({ gained }) => !gained)];
}

/** Per month where either gives by the month, so that a year is not weighed against a month. */
function allowanceDifference(from: Terms, to: Terms): Difference[] {
  const every = [from, to].every((one) => allowanceEvery(one) === "year") ? "year" : "month";
  const of = (one: Terms) =>
    every === "month" && allowanceEvery(one) === "year" ? one.allowance / 12n : one.allowance;
  const more = of(to) - of(from);
  if (more === 0n) return [];
  return [{ kind: "allowance", gained: more > 0n, credits: more > 0n ? more : -more, every }];
}

function overageDifference({ overage: from }: Terms, { overage: to }: Terms): Difference[] {
  if (from.policy !== to.policy) return [{ kind: "overage", gained: to.policy === "bill" }];
  if (from.policy === "block" || to.policy === "block") return [];
  const [was, is] = [singlePrice(from.model), singlePrice(to.model)];
  // Where there is more than one price the cards say them all: none is simply more or less.
  if (was === null || is === null || was === is) return [];
  return [{ kind: "overagePrice", gained: Number(is) < Number(was), from: was, to: is }];
}

function rolloverDifference(
  { rolloverMax: from }: Terms,
  { rolloverMax: to }: Terms,
): Difference[] {
  if (from === to) return [];
  const gained = (to ?? 0n) > (from ?? 0n);
  return [{ kind: "rollover", gained, max: (gained ? to : from) ?? 0n }];
}

function featureDifferences(from: Terms, to: Terms, features: readonly string[]): Difference[] {
  const has = ({ features: some }: Terms, code: string) => some === null || some.includes(code);
  return features
    .filter((code) => has(from, code) !== has(to, code))
    .map((code) => ({ kind: "feature", gained: has(to, code), code }));
}

import type { InvoiceLineId } from "@/lib/ids";
import { type PriceModel, priceOf } from "@/lib/pricing";
import type { LineKind } from "../decision";

/** The steps from one invoice to another, in the order they are told. */
export const changeSteps = [
  ...(["plan", "proration", "overage_volume", "overage_price", "pack"] as const),
  ...(["adjustment", "discount", "tax", "account_credit"] as const),
] as const;
export type ChangeStep = (typeof changeSteps)[number];

/** A line of an invoice that is compared; money in minor units. */
export type ComparedLine = {
  id: InvoiceLineId;
  kind: LineKind;
  plan: string | null;
  amount: bigint;
  /** Of overage, the credits used beyond, and what its plan version asks for them. */
  credits: bigint;
  model: PriceModel | null;
};

/** An invoice's lines, and what of its total account credit paid. */
export type ComparedInvoice = { lines: readonly ComparedLine[]; creditApplied: bigint };

/** Overage of one invoice beside that of the other; null where one has none to stand beside it. */
export type OveragePair = {
  before: ComparedLine | null;
  now: ComparedLine | null;
  /** What the credits of now would have cost at the prices of before, where both are there. */
  atOldPrice: bigint | null;
};

export type BillChange = {
  before: bigint;
  now: bigint;
  steps: { step: ChangeStep; minor: bigint; before: InvoiceLineId[]; now: InvoiceLineId[] }[];
  overage: OveragePair[];
};

/**
 * Why one invoice came to more or less than another: each line counts in one step, so the steps add up to
 * the difference exactly. Both ends are totals less the account credit that paid of them.
 *
 * Overage is parted in what more or less use makes and what other prices make: volume at the prices of
 * before, then price for the use of now. Nothing is rounded but the price of a quantity, once, as on a line.
 */
export function billChange(
  before: ComparedInvoice,
  now: ComparedInvoice,
  currency: string,
): BillChange {
  const overage = overagePairs(before.lines, now.lines, currency);
  const steps = changeSteps.map((step) => {
    const [were, are] = [linesOf(before, step), linesOf(now, step)];
    const minor =
      step === "overage_volume" || step === "overage_price"
        ? sumOf(overage.map((pair) => effectOf(pair, step)))
        : step === "account_credit"
          ? before.creditApplied - now.creditApplied
          : amountOf(are) - amountOf(were);
    return { step, minor, before: were.map(({ id }) => id), now: are.map(({ id }) => id) };
  });
  const isCredited = before.creditApplied !== 0n || now.creditApplied !== 0n;
  return {
    before: amountOf(before.lines) - before.creditApplied,
    now: amountOf(now.lines) - now.creditApplied,
    steps: steps.filter(
      (one) =>
        one.before.length + one.now.length > 0 || (isCredited && one.step === "account_credit"),
    ),
    overage,
  };
}

const stepOf = {
  plan: "plan",
  proration_credit: "proration",
  proration_charge: "proration",
  overage: "overage_volume",
  pack: "pack",
  adjustment: "adjustment",
  discount: "discount",
  tax: "tax",
} as const satisfies Record<LineKind, ChangeStep>;

/** Both steps of overage are about the same lines. */
function linesOf({ lines }: ComparedInvoice, step: ChangeStep): ComparedLine[] {
  const wanted = step === "overage_price" ? "overage_volume" : step;
  return lines.filter(({ kind }) => stepOf[kind] === wanted);
}

/** Of the same plan first, each in its order, then whatever is left, in its order. */
function overagePairs(
  before: readonly ComparedLine[],
  now: readonly ComparedLine[],
  currency: string,
): OveragePair[] {
  const left = before.filter(({ kind }) => kind === "overage");
  const take = (matches: (one: ComparedLine) => boolean) => {
    const index = left.findIndex(matches);
    return index < 0 ? null : (left.splice(index, 1)[0] ?? null);
  };
  const paired = now
    .filter(({ kind }) => kind === "overage")
    .map((line) => ({ now: line, before: take(({ plan }) => plan === line.plan) }));
  const all = paired.map((pair) => ({ ...pair, before: pair.before ?? take(() => true) }));
  return [
    ...all.map((pair) => ({ ...pair, atOldPrice: atOldPrice(pair, currency) })),
    ...left.map((line) => ({ before: line, now: null, atOldPrice: null })),
  ];
}

function atOldPrice(
  { before, now }: Pick<OveragePair, "before" | "now">,
  currency: string,
): bigint | null {
  return before?.model && now ? priceOf(before.model, now.credits, currency) : null;
}

/** What has nothing to stand beside is more or less use, all of it. */
function effectOf(
  { before, now, atOldPrice: minor }: OveragePair,
  step: "overage_volume" | "overage_price",
): bigint {
  const [were, are] = [before?.amount ?? 0n, now?.amount ?? 0n];
  if (minor === null) return step === "overage_volume" ? are - were : 0n;
  return step === "overage_volume" ? minor - were : are - minor;
}

function amountOf(lines: readonly ComparedLine[]): bigint {
  return sumOf(lines.map(({ amount }) => amount));
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, one) => sum + one, 0n);
}

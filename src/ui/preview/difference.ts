import type { Money } from "@/lib/money";
import type { CreditMovement, PreviewData, PreviewLine } from "./data";

const moneyFigures = [
  ...(["total", "creditApplied", "creditKept", "carriedIn", "carriedOn"] as const),
  ...(["dueNow", "nextInvoice"] as const),
];
type MoneyFigure = (typeof moneyFigures)[number];
type CreditFigure = CreditMovement["kind"] | "before" | "after";

/** One thing a preview shows otherwise than the one before it; null where one of them does not have it. */
export type Difference =
  | { of: "line"; line: PreviewLine; was: Money | null; is: Money | null }
  | { of: "money"; figure: MoneyFigure; was: Money; is: Money }
  | { of: "credits"; figure: CreditFigure; was: bigint; is: bigint }
  | { of: "outcome"; was: PreviewData["outcome"]; is: PreviewData["outcome"] }
  | { of: "time"; figure: "effectiveAt" | "nextInvoiceAt"; was: Date | null; is: Date | null };

/** PC4: everything that is shown otherwise now, in the order it stands on screen. */
export function differencesOf(was: PreviewData, is: PreviewData): Difference[] {
  const outcome: Difference[] =
    was.outcome === is.outcome ? [] : [{ of: "outcome", was: was.outcome, is: is.outcome }];
  return [...outcome, ...times(was, is), ...lines(was, is), ...sums(was, is), ...credits(was, is)];
}

/** The instant of what happens at once is the quote's own: only a day somebody waits for is told. */
function times(was: PreviewData, is: PreviewData): Difference[] {
  const both = [
    ["effectiveAt", laterOf(was), laterOf(is)],
    ["nextInvoiceAt", was.money.nextInvoiceAt, is.money.nextInvoiceAt],
  ] as const;
  return both
    .filter(([, before, now]) => before?.getTime() !== now?.getTime())
    .map(([figure, before, now]) => ({ of: "time", figure, was: before, is: now }));
}

function laterOf({ outcome, effectiveAt }: PreviewData): Date | null {
  return outcome === "scheduled" ? effectiveAt : null;
}

/** Lines are the same by what they charge for, whatever part of it: the n-th of a name is the n-th. */
function lines(was: PreviewData, is: PreviewData): Difference[] {
  const before = named(was.money.lines);
  const now = named(is.money.lines);
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((name) => {
    const [old, fresh] = [before.get(name), now.get(name)];
    const line = fresh ?? old;
    if (!line || old?.amount.minor === fresh?.amount.minor) return [];
    return [{ of: "line" as const, line, was: old?.amount ?? null, is: fresh?.amount ?? null }];
  });
}

function named(all: readonly PreviewLine[]): Map<string, PreviewLine> {
  const seen = new Map<string, number>();
  return new Map(
    all.map((line) => {
      const name = `${line.kind} ${nameOf(line)}`;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return [`${name} ${count}`, line];
    }),
  );
}

function nameOf({ facts, description }: PreviewLine): string {
  switch (facts?.kind) {
    case "proration_credit":
    case "proration_charge":
      return facts.plan;
    case "discount":
      return facts.code;
    case "tax":
      return `${facts.ratePpm}`;
    default:
      return description;
  }
}

function sums(was: PreviewData, is: PreviewData): Difference[] {
  return moneyFigures
    .map((figure) => ({
      of: "money" as const,
      figure,
      was: was.money[figure],
      is: is.money[figure],
    }))
    .filter((one) => one.was.minor !== one.is.minor);
}

function credits(was: PreviewData, is: PreviewData): Difference[] {
  const kinds = ["granted", "taken_back", "owed", "repaid", "stays", "expires"] as const;
  const moved = (of: PreviewData, kind: CreditMovement["kind"]) =>
    of.credits.movements.reduce((sum, one) => (one.kind === kind ? sum + one.credits : sum), 0n);
  return [
    { figure: "before" as const, was: was.credits.before, is: is.credits.before },
    ...kinds.map((figure) => ({ figure, was: moved(was, figure), is: moved(is, figure) })),
    { figure: "after" as const, was: was.credits.after, is: is.credits.after },
  ]
    .filter((one) => one.was !== one.is)
    .map((one) => ({ of: "credits", ...one }));
}

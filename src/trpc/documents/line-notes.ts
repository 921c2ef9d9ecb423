import type { DocumentLine } from "@/billing/reports/read-document";
import { part } from "@/lib/money";
import type { Figures } from "./figures";
import { tierNote } from "./tier-notes";
import type { DocumentWords } from "./words";

/** What stands small under a line: its dates, its credits, and how its amount came out. */
export function notesOf(line: DocumentLine, t: DocumentWords, figures: Figures): string[] {
  const credits = { count: figures.count(line.credits), figure: figures.number(line.credits) };
  const gives = line.kind === "plan" || line.kind === "pack" || line.kind === "proration_charge";
  const granted = gives && line.credits > 0n ? [t("granted", credits)] : [];
  return [
    [t("period", figures.span(line.period)), ...granted].join(" · "),
    ...usedIn(line, t, figures),
    ...(line.price?.parts ?? []).map((part) => tierNote(part, t, figures)),
    ...prorationOf(line, t, figures),
    ...(givesBack(line) && line.credits > 0n ? [t("takenBack", credits)] : []),
  ];
}

function givesBack({ kind, facts }: DocumentLine): boolean {
  return kind === "proration_credit" || facts?.kind === "refund";
}

/** Only under the use itself: of a period that runs, what is used changes from day to day. */
function usedIn({ kind, used, overage }: DocumentLine, t: DocumentWords, figures: Figures) {
  if (kind !== "overage" || used === null || overage === null) return [];
  return [t("used", { used: figures.number(used), beyond: figures.number(overage) })];
}

/** The formula in words with its real numbers (BOOKS B6); an equation only where it is one. */
function prorationOf(line: DocumentLine, t: DocumentWords, figures: Figures): string[] {
  const { facts } = line;
  if (facts?.kind === "proration_credit") return creditFormula(line, facts, { t, figures });
  if (facts?.kind !== "proration_charge") return [];
  const share = shareOf(facts, t, figures);
  const price = figures.amount(facts.priceMinor);
  const amount = figures.amount(line.amount.minor);
  const { slices } = facts;
  if (slices === undefined) return [t("forRest", { price, share, amount })];
  const months = { count: figures.count(slices), figure: figures.number(slices) };
  return [t("forRestSlices", { price, share, amount, ...months })];
}

type Facts<Kind> = Extract<DocumentLine["facts"], { kind: Kind }>;

function creditFormula(
  line: DocumentLine,
  facts: Facts<"proration_credit">,
  { t, figures }: { t: DocumentWords; figures: Figures },
): string[] {
  const { by, chargedMinor, left, total, granted, unused } = facts;
  const given = -line.amount.minor;
  const share = shareOf(facts, t, figures);
  const words = { charged: figures.amount(chargedMinor), amount: figures.amount(given), share };
  if (by === "time" && given === part(chargedMinor, left, total)) return [t("byTime", words)];
  if (by === "use" && granted > 0n && given === part(chargedMinor, unused, granted)) {
    const use = { unused: figures.number(unused), granted: figures.number(granted) };
    return [t("byUse", { ...words, ...use })];
  }
  if (by === "all" && given === chargedMinor) return [t("byAll", words)];
  if (by === "withheld" && given === chargedMinor) return [t("byWithheld", words)];
  const slices = BigInt(facts.slices?.length ?? 0);
  const months = { count: figures.count(slices), figure: figures.number(slices) };
  return [t("byTerms", words), ...(slices > 0n ? [t("slices", months)] : [])];
}

const secondsOfDay = 86_400n;

/** "12 of 30 days": in days where it is days, else in seconds with the days they make. */
function shareOf(
  { left, total, unit }: Facts<"proration_credit"> | Facts<"proration_charge">,
  t: DocumentWords,
  { number }: Figures,
): string {
  if (unit === "day") return t("days", { left: number(left), total: number(total) });
  if (left % secondsOfDay === 0n && total % secondsOfDay === 0n) {
    const days = { left: number(left / secondsOfDay), total: number(total / secondsOfDay) };
    return t("days", days);
  }
  const inDays = (seconds: bigint) => number(Number(seconds) / Number(secondsOfDay));
  const seconds = { left: number(left), total: number(total) };
  return t("seconds", { ...seconds, share: inDays(left), days: inDays(total) });
}

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
    ...(line.kind === "proration_credit" && line.credits > 0n ? [t("takenBack", credits)] : []),
  ];
}

/** Only under the use itself: of a period that runs, what is used changes from day to day. */
function usedIn({ kind, used, overage }: DocumentLine, t: DocumentWords, figures: Figures) {
  if (kind !== "overage" || used === null || overage === null) return [];
  return [t("used", { used: figures.number(used), beyond: figures.number(overage) })];
}

/** The formula in words with its real numbers (BOOKS B6); an equation only where it is one. */
function prorationOf(line: DocumentLine, t: DocumentWords, figures: Figures): string[] {
  const { facts, kind } = line;
  const share = facts && shareOf(facts, t, figures);
  if (!facts || !share) return [];
  if (kind === "proration_credit") return creditFormula({ ...line, facts }, share, { t, figures });
  if (kind !== "proration_charge") return [];
  const price = figures.amount(whole(facts.priceMinor));
  const amount = figures.amount(line.amount.minor);
  const slices = facts.slices === undefined ? null : whole(facts.slices);
  if (slices === null) return [t("forRest", { price, share, amount })];
  const months = { count: figures.count(slices), figure: figures.number(slices) };
  return [t("forRestSlices", { price, share, amount, ...months })];
}

type Facts = Record<string, unknown>;

function creditFormula(
  line: DocumentLine & { facts: Facts },
  share: string,
  { t, figures }: { t: DocumentWords; figures: Figures },
): string[] {
  const { facts } = line;
  const [charged, granted, unused] = [facts.chargedMinor, facts.granted, facts.unused].map(whole);
  const given = -line.amount.minor;
  const words = { charged: figures.amount(charged ?? 0n), amount: figures.amount(given), share };
  const slices = Array.isArray(facts.slices) ? BigInt(facts.slices.length) : 0n;
  const months = { count: figures.count(slices), figure: figures.number(slices) };
  const back = slices > 0n ? [t("slices", months)] : [];
  const [of, left, total] = [charged ?? 0n, whole(facts.left), whole(facts.total)];
  if (facts.by === "time" && given === part(of, left, total)) return [t("byTime", words)];
  if (facts.by === "use" && granted && given === part(of, unused ?? 0n, granted)) {
    const use = { unused: figures.number(unused ?? 0n), granted: figures.number(granted) };
    return [t("byUse", { ...words, ...use })];
  }
  if (facts.by === "all" && given === of) return [t("byAll", words)];
  return [t("byTerms", words), ...back];
}

const secondsOfDay = 86_400n;

/** "12 of 30 days": in days where it is days, else in seconds with the days they make. */
function shareOf(facts: Facts, t: DocumentWords, figures: Figures): string | null {
  const [left, total] = [whole(facts.left), whole(facts.total)];
  if (total === 0n) return null;
  const { number } = figures;
  if (facts.unit === "day") return t("days", { left: number(left), total: number(total) });
  if (left % secondsOfDay === 0n && total % secondsOfDay === 0n) {
    const days = { left: number(left / secondsOfDay), total: number(total / secondsOfDay) };
    return t("days", days);
  }
  const inDays = (seconds: bigint) => number(Number(seconds) / Number(secondsOfDay));
  const seconds = { left: number(left), total: number(total) };
  return t("seconds", { ...seconds, share: inDays(left), days: inDays(total) });
}

function whole(value: unknown): bigint {
  return typeof value === "bigint" ? value : 0n;
}

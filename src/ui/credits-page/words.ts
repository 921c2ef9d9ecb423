import { useLocale, useTranslations } from "next-intl";
import type { Messages } from "@/messages/messages";
import { formatCredits, pluralCount } from "../credits";
import type { GrantSource } from "./data";

const kept = ["hold", "release", "revoke"] as const;

/** Credits within a sentence. */
export function useCreditText(): (of: bigint) => string {
  const t = useTranslations("common");
  const locale = useLocale();
  return (of) => t("credits", { count: pluralCount(of), figure: formatCredits(of, locale) });
}

/** What an entry is, in words: credits received are called by where they came from. */
export function useEntryWords(): (entry: {
  kind: string;
  source: string | null;
  keeper?: "refund" | "dispute" | null;
}) => string {
  const t = useTranslations("credits");
  return ({ kind, source, keeper }) => {
    const act = kept.find((one) => one === kind);
    if (keeper && act) return t(`kept.${keeper}.${act}`);
    const category = source?.replace("issued.", "") as GrantSource | undefined;
    if (kind === "grant" && category) return t(`received.${category}`);
    return t(`kind.${kind as keyof Messages["credits"]["kind"]}`);
  };
}

/** A ledger account in words. */
export function useAccountWords(): (kind: string) => string {
  const t = useTranslations("credits.account");
  return (kind) => {
    const key = kind.replace(".", "_") as keyof Messages["credits"]["account"];
    return t(t.has(key) ? key : "other");
  };
}

const byPeople: readonly string[] = ["promo", "goodwill", "adjustment", "pack"];

/** What Tallybook itself takes back says no more than the kind does. */
const ours: readonly string[] = ["Taken back with the rest of the period"];

/** The reason a person gave; Tallybook's own say what the kind says already. */
export function givenReason(entry: {
  kind: string;
  source: string | null;
  reason: string | null;
}): string | null {
  const category = entry.source?.replace("issued.", "");
  const isGiven =
    ["revoke", "reverse"].includes(entry.kind) ||
    (entry.kind === "grant" && category !== undefined && byPeople.includes(category));
  return isGiven && entry.reason !== null && !ours.includes(entry.reason) ? entry.reason : null;
}

export function grantReason(grant: { category: string; reason: string }): string | null {
  return byPeople.includes(grant.category) ? grant.reason : null;
}

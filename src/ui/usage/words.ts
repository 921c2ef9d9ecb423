import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "@/lib/money";
import { dateLocale, numberLocale } from "@/messages/locales";
import { formatCredits, pluralCount } from "../credits";
import type { UsageAddress } from "./address";
import type { UsageFeature, UsageGroupName } from "./data";
import type { Unit } from "./measure";

/** Amounts of the chosen unit, as text with the unit and as a bare figure. */
export function useUnitWords(unit: Unit) {
  const t = useTranslations("common");
  const locale = useLocale();
  const figure = (amount: bigint) =>
    unit.of === "money"
      ? formatMoney({ minor: amount, currency: unit.currency }, numberLocale(locale))
      : formatCredits(amount, locale);
  const words = (amount: bigint) =>
    unit.of === "credits"
      ? t("credits", { count: pluralCount(amount), figure: figure(amount) })
      : figure(amount);
  return { figure, words };
}

/** Groups by the names people know them by. */
export function useGroupWords({ by = "feature", name }: UsageAddress, features: UsageFeature[]) {
  const t = useTranslations("usage.group");
  const actorWords = useActorWords();
  return (group: UsageGroupName | null, others = 0): string => {
    if (group === null || group.isRest) return t("other", { count: others });
    if (group.key === null) return t("unset", { name: name ?? "" });
    if (by === "actor") return actorWords(group.key);
    return by === "feature" ? featureName(features, group.key) : group.key;
  };
}

/** An app's key by its prefix; whoever else reported use, as the books name them. */
export function useActorWords(): (actor: string) => string {
  const t = useTranslations("usage.group");
  return (actor) => (actor.startsWith("key:") ? t("key", { prefix: actor.slice(4) }) : actor);
}

export function featureName(features: readonly UsageFeature[], code: string): string {
  return features.find((one) => one.code === code)?.name ?? code;
}

/** A local date (`2026-11-04`) or month (`2026-11`): a calendar's, of no zone. */
export function formatDay(day: string, locale: string, as: "long" | "short" = "long"): string {
  const isMonth = day.length === 7;
  const long = isMonth
    ? ({ month: "long", year: "numeric" } as const)
    : ({ weekday: "short", day: "numeric", month: "short", year: "numeric" } as const);
  const short = isMonth
    ? ({ month: "short" } as const)
    : ({ day: "numeric", month: "short" } as const);
  const options = { ...(as === "long" ? long : short), timeZone: "UTC" };
  const at = new Date(`${day}${isMonth ? "-01" : ""}T00:00:00Z`);
  return new Intl.DateTimeFormat(dateLocale(locale), options).format(at);
}

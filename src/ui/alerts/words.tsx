import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "@/lib/money";
import { numberLocale } from "@/messages/locales";
import { Amount } from "../amount";
import { Credits, formatCredits, pluralCount } from "../credits";
import { formatWhen } from "../format";
import { When } from "../when";
import type { Firing, Trigger } from "./data";

const linkStyle =
  "inline-block min-h-6 text-green underline decoration-rule underline-offset-4 hover:decoration-current";

/** A rule as a sentence, also for a button's name: "Fewer than 1,000 credits are left". */
export function useRuleName(currency: string): (trigger: Trigger) => string {
  const t = useTranslations("alerts.rule");
  const locale = useLocale();
  return ({ kind, threshold }) => {
    const figure =
      kind === "spend"
        ? formatMoney({ minor: threshold, currency }, numberLocale(locale))
        : formatCredits(threshold, locale);
    return t(kind, { figure, count: pluralCount(threshold) });
  };
}

/** What an alert told, with its figures and where they are explained. */
export function FiredSentence({
  firing,
  currency,
  zone,
}: {
  firing: Firing;
  currency: string;
  zone: string;
}) {
  const t = useTranslations("alerts.fired");
  const locale = useLocale();
  const { kind, threshold, about } = firing;
  const figure = firing.figure ?? 0n;
  switch (kind) {
    case "balance":
      return t.rich(kind, {
        figure: () => <Credits of={figure} />,
        threshold: () => <Credits of={threshold} unit={false} />,
      });
    case "spend":
      return t.rich(kind, {
        figure: () => <Amount of={{ minor: figure, currency }} />,
        threshold: () => <Amount of={{ minor: threshold, currency }} />,
      });
    case "usage":
      return t(kind, { figure: formatCredits(figure, locale) });
    case "run_out":
      return t.rich(kind, { time: () => about && <When at={new Date(about)} zone={zone} /> });
    case "spike":
      return t(kind, {
        day: formatWhen(new Date(`${about}T00:00:00Z`), { zone: "UTC", as: "day", locale }),
        figure: formatCredits(figure, locale),
      });
    case "invoice":
      return t.rich(kind, {
        number: about ?? "",
        invoice: (number) => (
          <Link href={`/invoices/${firing.invoiceId}`} prefetch={false} className={linkStyle}>
            {number}
          </Link>
        ),
      });
    case "plan_change":
      return t(kind, { has: about ? "yes" : "no", plan: about ?? "" });
  }
}

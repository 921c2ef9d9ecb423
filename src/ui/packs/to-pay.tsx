import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { When } from "../when";
import type { PackToPay } from "./data";

type Props = {
  of: PackToPay[];
  zone: string;
  pay: (invoiceId: string, until: Date | null) => ReactNode;
};

/** What was bought and is not paid yet: a page left too early loses nothing, and nobody buys twice. */
export function PacksToPay({ of, zone, pay }: Props) {
  const t = useTranslations("packs.toPay");
  if (of.length === 0) return null;
  return (
    <Section title={t("title")}>
      <ul className="space-y-6">
        {of.map(({ invoice, credits, boughtAt, until }) => (
          <li key={invoice.id} className="border-s-2 border-ochre ps-4">
            <p>
              {t.rich("one", {
                credits: () => <Credits of={credits} />,
                amount: () => <Amount of={invoice.due} />,
                time: () => <When at={boughtAt} zone={zone} as="instant" />,
                invoice: () => (
                  <Link href={`/invoices/${invoice.id}`} className={linkStyle}>
                    {invoice.number}
                  </Link>
                ),
              })}
            </p>
            <p className="mt-2 flex flex-wrap items-center gap-x-6 gap-y-2">
              {pay(invoice.id, until)}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

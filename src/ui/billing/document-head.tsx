"use client";

import { useTranslations } from "next-intl";
import { buyerLines } from "@/lib/buyer-lines";
import { isLanguage } from "@/messages/locales";
import { Section } from "../section";
import type { Account, HeadWords } from "./data";
import { linesOf, type Typed } from "./typed";

type Props = { typed: Typed; account: Account; words: HeadWords };

/** PM7: the buyer as the head of the next document will print it, while it is typed. */
export function DocumentHead({ typed, account, words }: Props) {
  const t = useTranslations("billing.head");
  const language = isLanguage(typed.language) ? typed.language : "en";
  const said = words[language];
  const taxId = typed.taxId.trim();
  const lines = buyerLines({
    addressLines: linesOf(typed.addressLines),
    ...{ postalCode: typed.postalCode.trim(), city: typed.city.trim() },
    region: typed.region.trim(),
    country: typed.country && (said.countries[typed.country] ?? typed.country),
    taxId: taxId && said.taxId.replace("{id}", taxId),
    email: account.email,
  });
  const order = typed.purchaseOrder.trim();
  return (
    <Section title={t("title")}>
      <div lang={language} translate="no" className="sheet p-5 wrap-anywhere">
        <p className="text-small text-muted">{said.buyer}</p>
        <p className="font-semibold">{typed.legalName.trim() || account.name}</p>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no names, and may be the same
          <p key={index}>{line}</p>
        ))}
        {order !== "" && (
          <p className="mt-3">
            <span className="text-small text-muted">{said.purchaseOrder}</span> {order}
          </p>
        )}
      </div>
      <p className="mt-2 text-small text-muted">{t("note")}</p>
    </Section>
  );
}

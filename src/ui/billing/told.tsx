import { useLocale, useTranslations } from "next-intl";
import { isLanguage, languageNames } from "@/messages/locales";
import { Section } from "../section";
import type { Details } from "./data";
import { Fact, Facts } from "./facts";
import type { FieldName } from "./typed";

/** The details for whoever may only look, and who changes them. */
export function DetailsTold({ details, name }: { details: Details; name: string }) {
  const t = useTranslations("billing.form");
  const none = useTranslations("common")("none");
  const locale = useLocale();
  const countries = new Intl.DisplayNames(locale, { type: "region" });
  const { country, language, addressLines, invoiceEmails } = details;
  const told: [FieldName, string | null][] = [
    ["legalName", details.legalName ?? name],
    ["addressLines", addressLines.join(", ")],
    ["postalCode", details.postalCode],
    ["city", details.city],
    ["region", details.region],
    ["country", country && (countries.of(country) ?? country)],
    ["taxId", details.taxId],
    ["purchaseOrder", details.purchaseOrder],
    ["invoiceEmails", invoiceEmails.join(", ")],
    ["language", languageNames[isLanguage(language) ? language : "en"]],
  ];
  return (
    <Section title={t("title")}>
      <Facts>
        {told.map(([label, value]) => (
          <Fact key={label} label={t(label)}>
            {value || <span className="text-muted">{none}</span>}
          </Fact>
        ))}
      </Facts>
      <p className="mt-4 text-small text-muted">{t("mayNot")}</p>
    </Section>
  );
}

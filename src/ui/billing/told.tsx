import { useLocale, useTranslations } from "next-intl";
import { isLanguage, languageNames } from "@/messages/locales";
import { Section } from "../section";
import type { Details, Registers } from "./data";
import { Fact, Facts } from "./facts";
import { RegisterSaid } from "./tax-id-hint";
import type { FieldName } from "./typed";

/** The details for whoever may only look, and who changes them. */
export function DetailsTold({
  details,
  registers,
  name,
}: {
  details: Details;
  registers: Registers;
  name: string;
}) {
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
            {label === "taxId" && value && (
              <p className="text-small text-muted">
                <RegisterSaid taxId={value} country={country ?? ""} registers={registers} />
              </p>
            )}
          </Fact>
        ))}
      </Facts>
      <p className="mt-4 text-small text-muted">{t("mayNot")}</p>
    </Section>
  );
}

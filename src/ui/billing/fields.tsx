"use client";

import { useLocale, useTranslations } from "next-intl";
import { languageNames, locales } from "@/messages/locales";
import { field as fieldStyle } from "../settings/buttons";
import type { Account, Registers } from "./data";
import { TextField } from "./field";
import { TaxIdHint } from "./tax-id-hint";
import type { FieldName, Problem, Typed } from "./typed";

type Props = {
  typed: Typed;
  problems: readonly Problem[];
  account: Account;
  /** Names by codes. */
  countries: Record<string, string>;
  registers: Registers;
  onChange: (field: FieldName, value: string) => void;
};

/** The fields in the order of an address. */
export function Fields({ typed, problems, account, countries, registers, onChange }: Props) {
  const t = useTranslations("billing.form");
  const said = useTranslations("billing.problem");
  const of = (name: FieldName, more: { autoComplete: string; maxLength: number }) => {
    const problem = problems.find((one) => one.field === name);
    return {
      ...{ id: `billing-${name}`, label: t(name), value: typed[name], ...more },
      onChange: (value: string) => onChange(name, value),
      problem: problem && said(problem.what, { bad: problem.bad }),
    };
  };
  return (
    <div className="grid gap-x-4 gap-y-5 sm:grid-cols-6 [&>*]:min-w-0 [&>*]:sm:col-span-6">
      <TextField
        {...of("legalName", { autoComplete: "organization", maxLength: 200 })}
        hint={typed.legalName.trim() === "" && t("legalNameHint", { name: account.name })}
      />
      <TextField
        {...of("addressLines", { autoComplete: "street-address", maxLength: 810 })}
        rows={3}
        hint={t("addressLinesHint")}
      />
      <TextField
        {...of("postalCode", { autoComplete: "postal-code", maxLength: 20 })}
        className="sm:col-span-2!"
      />
      <TextField
        {...of("city", { autoComplete: "address-level2", maxLength: 100 })}
        className="sm:col-span-4!"
      />
      <TextField {...of("region", { autoComplete: "address-level1", maxLength: 100 })} />
      <CountryChoice
        value={typed.country}
        countries={countries}
        onChange={(value) => onChange("country", value)}
      />
      <TextField
        {...of("taxId", { autoComplete: "off", maxLength: 40 })}
        hint={
          <TaxIdHint
            {...{ taxId: typed.taxId, country: typed.country }}
            {...{ countries, registers }}
          />
        }
      />
      <TextField {...of("purchaseOrder", { autoComplete: "off", maxLength: 100 })} />
      <TextField
        {...of("invoiceEmails", { autoComplete: "off", maxLength: 4_000 })}
        rows={3}
        hint={t("invoiceEmailsHint")}
      />
      <LanguageChoice value={typed.language} onChange={(value) => onChange("language", value)} />
    </div>
  );
}

type ChoiceProps = { value: string; onChange: (value: string) => void };

function CountryChoice({
  value,
  countries,
  onChange,
}: ChoiceProps & { countries: Record<string, string> }) {
  const t = useTranslations("billing.form");
  const locale = useLocale();
  const sorted = Object.entries(countries).sort(([, a], [, b]) => a.localeCompare(b, locale));
  return (
    <div>
      <label htmlFor="billing-country" className="block text-small text-muted">
        {t("country")}
      </label>
      <select
        id="billing-country"
        autoComplete="country"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className={fieldStyle}
      >
        <option value="">{t("noCountry")}</option>
        {sorted.map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

function LanguageChoice({ value, onChange }: ChoiceProps) {
  const t = useTranslations("billing.form");
  return (
    <div>
      <label htmlFor="billing-language" className="block text-small text-muted">
        {t("language")}
      </label>
      <select
        id="billing-language"
        aria-describedby="billing-language-note"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className={fieldStyle}
      >
        {locales.map((language) => (
          <option key={language} value={language} lang={language}>
            {languageNames[language]}
          </option>
        ))}
      </select>
      <p id="billing-language-note" className="mt-1 text-small text-muted">
        {t("languageHint")}
      </p>
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { registeredTaxId, taxIdExample, taxIdForm } from "@/lib/tax-ids";
import { useLookAgain } from "../look-again";
import type { Registers } from "./data";

type Props = {
  taxId: string;
  country: string;
  /** Names by codes. */
  countries: Record<string, string>;
  registers: Registers;
};

/** What the form of the id says while it is typed, and what its register said of it. */
export function TaxIdHint({ taxId, country, countries, registers }: Props) {
  const t = useTranslations("billing.taxIdForm");
  const form = taxIdForm(taxId, country || null);
  const facts = { country: countries[country] ?? "", example: taxIdExample(country) ?? "" };
  return (
    <p aria-live="polite">
      {taxId.trim() !== "" && (
        <span className={form === "wrong" ? "text-ochre" : undefined}>
          {`${country === "" ? t("noCountry") : t(form, facts)} `}
        </span>
      )}
      <RegisterSaid taxId={taxId} country={country} registers={registers} />
    </p>
  );
}

/** PM2: what the register of an id says of it; of one that is not saved, that it will be asked. */
export function RegisterSaid({ taxId, country, registers }: Omit<Props, "countries">) {
  const t = useTranslations("billing.taxIdRegister");
  const { asked, said } = registers;
  const registered = registeredTaxId(taxId, country || null);
  if (!registered || !asked) return asked ? null : t("unasked");
  if (registered.kind !== said?.kind || registered.value !== said.value) return t("whenSaved");
  if (said.state === "unverified") return <span className="text-ochre">{t("unverified")}</span>;
  if (said.state === "unavailable") return t("unavailable");
  if (said.state !== "verified") return <BeingAsked />;
  return said.registeredName ? t("verifiedAs", { name: said.registeredName }) : t("verified");
}

function BeingAsked() {
  const { isLate } = useLookAgain();
  return useTranslations("billing.taxIdRegister")(isLate ? "late" : "pending");
}

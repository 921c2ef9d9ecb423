import { useTranslations } from "next-intl";

/** What of an address the tax depends on and nobody knows. */
export type TaxMissing = "country" | "region" | null;

/** That a price may get another tax: said wherever a price is, before anybody pays it. */
export function TaxMissingNote({ of }: { of: TaxMissing }) {
  const t = useTranslations("common");
  return of && <p className="mt-3 text-small text-muted">{t("taxMissing", { missing: of })}</p>;
}

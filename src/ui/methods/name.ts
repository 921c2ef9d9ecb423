import { useTranslations } from "next-intl";
import type { Method } from "./data";

// Names of their owners, which nobody translates; what is not here is told as the processor calls it.
const brands: Record<string, string> = {
  ...{ visa: "Visa", mastercard: "Mastercard", amex: "American Express", discover: "Discover" },
  ...{ diners: "Diners Club", jcb: "JCB", unionpay: "UnionPay", sepa_debit: "SEPA" },
  link: "Link",
};

/** What somebody calls their card: its brand and its last digits. */
export function useMethodName(): (method: Pick<Method, "kind" | "brand" | "last4">) => string {
  const t = useTranslations("billing.methods");
  return ({ kind, brand, last4 }) => {
    const known = brand ?? kind;
    const name = brands[known] ?? known;
    return last4 === null ? name : t("ending", { brand: name, last4 });
  };
}

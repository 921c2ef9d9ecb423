import { useTranslations } from "next-intl";
import { LineName } from "../preview/line-name";
import type { InvoiceLine } from "./data";

type Props = {
  line: Pick<InvoiceLine, "kind" | "plan" | "facts" | "description" | "period">;
  zone: string;
};

/** Lines we write ourselves are told in the reader's language; any other as it was written. */
export function LineTitle({ line, zone }: Props) {
  const t = useTranslations("invoices.lines");
  const { facts, description, period } = line;
  if (facts) {
    const of = { facts, description, periodStart: period.start, periodEnd: period.end };
    return <LineName of={of} zone={zone} />;
  }
  if (line.plan === null) return description;
  if (line.kind === "plan") return t("plan", { plan: line.plan });
  return line.kind === "overage" ? t("overage", { plan: line.plan }) : description;
}

import { LineName } from "../preview/line-name";
import type { InvoiceLine } from "./data";

type Props = {
  line: Pick<InvoiceLine, "kind" | "plan" | "facts" | "description" | "period">;
  zone: string;
};

/** What an invoice's line is for. */
export function LineTitle({ line: { period, ...line }, zone }: Props) {
  return (
    <LineName of={{ ...line, periodStart: period.start, periodEnd: period.end }} zone={zone} />
  );
}

import { type Explanation, explained, type Part } from "./explanation";
import type { readInvoice } from "./read-invoice";

/** A document's total, line by line; of a draft nothing is owed yet, so no row stands behind it. */
export function explainInvoice(invoice: Awaited<ReturnType<typeof readInvoice>>): Explanation {
  const { id, number, currency, total, groups, totalRows } = invoice;
  const parts = groups.flatMap(({ lines }) =>
    lines.map((line): Part => {
      const { id: lineId, kind, description, plan, facts, period, amount } = line;
      const told = { kind, description, plan, facts, period };
      return {
        ...{ what: "line", amount: amount.minor, at: null },
        ref: { to: "line", id: lineId, invoiceId: id, number, ...told },
      };
    }),
  );
  const newest = totalRows.map(({ version, position, kind, at, from, to, amount, sign }) => ({
    ...{ version, position, kind, at, from, to, amount: amount * sign },
    invoice: { id, number },
  }));
  const rows = newest.length > 0 ? { newest, older: { count: 0, amount: 0n } } : null;
  const of = { figure: "invoice", id, asset: currency, rows } as const;
  return explained({ ...of, parts, amount: total.minor });
}

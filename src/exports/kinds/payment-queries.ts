import { sql } from "kysely";
import { z } from "zod";
import { amountCell } from "../cells";
import { days, ofAccount, ofDays } from "../filter-queries";
import { all, keysetKind } from "../keyset-queries";

/** Money that arrived, by the local day it was paid on; what it settled as may come later. */
export const payments = keysetKind({
  permission: "accounts:read",
  picture: "written",
  filters: z.strictObject(ofDays),
  columns: [
    ...["account_id", "account", "payment_id", "paid_at", "booked_at", "method", "brand", "last4"],
    ...["currency", "amount", "to_account_credit", "settled_currency", "settled", "fee"],
    ...["charge_id", "payment_intent_id", "balance_transaction_id"],
  ],
  from: sql`payments p join accounts a on a.id = p.account_id`,
  key: [
    ["p.account_id", "uuid"],
    ["p.id", "uuid"],
  ],
  where: ({ filters: by, zone, at }) =>
    all(sql`p.booked_at <= ${at}`, ofAccount("p.account_id", by), days("p.paid_at", by, zone)),
  select: sql`p.account_id as "accountId", a.name as account, p.id, p.paid_at as "paidAt", p.booked_at as "bookedAt",
    p.method_kind as method, p.brand, p.last4, p.currency, p.amount_minor as amount, p.to_credit_minor as "toCredit",
    p.settled_currency as "settledCurrency", p.settled_minor as settled, p.fee_minor as fee,
    p.charge_id as charge, p.payment_intent_id as intent, p.balance_transaction_id as movement`,
  cells: ({ currency, settledCurrency, ...row }: Payment) => {
    const settled = (minor: bigint | null) =>
      minor === null ? null : amountCell(minor, settledCurrency ?? currency);
    return [
      ...[row.accountId, row.account, row.id, row.paidAt, row.bookedAt, row.method, row.brand],
      ...[
        row.last4,
        currency,
        amountCell(row.amount, currency),
        amountCell(row.toCredit, currency),
      ],
      ...[settledCurrency, settled(row.settled), settled(row.fee)],
      ...[row.charge, row.intent, row.movement],
    ];
  },
});

type Payment = Record<"accountId" | "account" | "id" | "method" | "currency" | "charge", string> &
  Record<"brand" | "last4" | "settledCurrency" | "intent" | "movement", string | null> &
  Record<"paidAt" | "bookedAt", Date> &
  Record<"amount" | "toCredit", bigint> &
  Record<"settled" | "fee", bigint | null>;

import { z } from "zod";
import type { LedgerCodes } from "@/billing/ledger/codes";
import {
  countJournal,
  type JournalOf,
  type JournalSide,
  type JournalSum,
  listJournal,
  listJournalDays,
  readLedgerCodes,
} from "@/billing/months/journal-queries";
import type { Cell } from "@/lib/csv";
import { amountCell } from "../cells";
import { instantsOf, ofDays } from "../filter-queries";
import type { Asked, ExportKind, Filters } from "../kind";

const filters = z.strictObject(ofDays);

/** RC11: the double-entry journal of money for an accounting tool, both sides of every transfer. */
export const journal: ExportKind = {
  permission: "months:read",
  picture: "asked",
  filters,
  columns: [
    ...["date", "ledger_transaction", "customer", "account", "code", "name", "debit", "credit"],
    ...["currency", "reference", "event", "occurred_at"],
  ],
  count: (tx, asked) => countJournal(tx, journalOf(asked)),
  async list(tx, asked, { after, limit }) {
    const codes = await readLedgerCodes(tx);
    // A transaction of money has a few transfers, and a transfer has two sides.
    const transactions = Math.max(1, Math.floor(limit / 4));
    const stretch = await listJournal(tx, journalOf(asked), { after, transactions });
    return { rows: stretch.sides.map((side) => sideCells(side, codes)), after: stretch.after };
  },
};

/** The same in one line per day, ledger account and currency, as most tools want it typed in. */
export const journalByDay: ExportKind = {
  permission: "months:read",
  picture: "asked",
  filters,
  columns: ["date", "account", "code", "name", "debit", "credit", "currency"],
  count: async (tx, asked) => BigInt((await listJournalDays(tx, journalOf(asked))).length),
  async list(tx, asked) {
    const codes = await readLedgerCodes(tx);
    const days = await listJournalDays(tx, journalOf(asked));
    return { rows: days.map((one) => dayCells(one, codes)), after: null };
  },
};

function journalOf({ filters: { account, ...days }, zone, at }: Asked<Filters>): JournalOf {
  return { accountId: account ?? null, ...instantsOf(days, zone), zone, at };
}

function sideCells(
  { kind, minor, currency, isDebit, ...side }: JournalSide,
  codes: LedgerCodes,
): Cell[] {
  const { code, name } = codes[kind];
  const amount = amountCell(minor, currency);
  return [
    ...[side.date, side.transaction, side.customer, kind, code, name],
    ...[isDebit ? amount : null, isDebit ? null : amount, currency],
    ...[side.reference, side.event, side.occurredAt],
  ];
}

function dayCells({ date, kind, currency, ...sums }: JournalSum, codes: LedgerCodes): Cell[] {
  const { code, name } = codes[kind];
  const [debit, credit] = [sums.debitMinor, sums.creditMinor].map((minor) =>
    minor === 0n ? null : amountCell(minor, currency),
  );
  return [date, kind, code, name, debit ?? null, credit ?? null, currency];
}

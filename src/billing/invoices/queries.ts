import { sql } from "kysely";
import { plainArray, textArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { insertRows, rowsAsJson } from "@/db/rows";
import { assert } from "@/lib/errors";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Decision, InvoiceDraft, InvoiceLineDraft } from "../decision";
import { totalOf } from "./lines";

type Written = { accountId: AccountId; invoice: InvoiceDraft };

/** Writes invoices as drafts with their lines; `issueInvoices` makes documents of them, last. */
export async function writeInvoices(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const written = writtenBy(decisions);
  await insertRows(tx, "invoices", written.filter(({ invoice }) => invoice.isNew).map(invoiceRow));
  const known = written.filter(({ invoice }) => !invoice.isNew);
  if (known.length > 0) await updateTotals(tx, known);
  const lines = written.flatMap(({ accountId, invoice }) =>
    invoice.lines.map((line, position) => lineRow(accountId, invoice.id, line, position)),
  );
  if (lines.length > 0) await upsertLines(tx, lines);
}

function writtenBy(decisions: readonly Decision[]): Written[] {
  return decisions.flatMap(({ accountId, invoices }) =>
    invoices.map((invoice) => ({ accountId, invoice })),
  );
}

function invoiceRow({ accountId, invoice }: Written) {
  const total = totalOf(invoice.lines);
  return {
    account_id: accountId,
    id: invoice.id,
    subscription_id: invoice.subscriptionId,
    status: "draft",
    currency: invoice.currency,
    grants: invoice.grants,
    subtotal_minor: total,
    tax_minor: 0n,
    total_minor: total,
    paid_minor: 0n,
    created_at: invoice.createdAt,
    issue_at: invoice.issueAt,
  };
}

async function updateTotals(tx: Tx, written: readonly Written[]): Promise<void> {
  const totals = plainArray(written.map(({ invoice }) => totalOf(invoice.lines)));
  await sql`
    update invoices i set subtotal_minor = c.total, total_minor = c.total + i.tax_minor
    from unnest(${plainArray(written.map((one) => one.accountId))}::uuid[],
      ${plainArray(written.map(({ invoice }) => invoice.id))}::uuid[], ${totals}::int8[]) as c (account_id, id, total)
    where i.account_id = c.account_id and i.id = c.id`.execute(tx);
}

function lineRow(
  accountId: AccountId,
  invoiceId: InvoiceId,
  line: InvoiceLineDraft,
  position: number,
) {
  return {
    account_id: accountId,
    invoice_id: invoiceId,
    id: line.id,
    position,
    kind: line.kind,
    description: line.description,
    plan_version_id: line.planVersionId,
    plan_period_id: line.planPeriodId,
    slice_index: line.sliceIndex,
    period_start: line.periodStart,
    period_end: line.periodEnd,
    quantity: line.quantity,
    unit_price: line.unitPrice,
    amount_minor: line.amountMinor,
    credits: line.credits,
  };
}

async function upsertLines(tx: Tx, rows: readonly ReturnType<typeof lineRow>[]): Promise<void> {
  await sql`
    insert into invoice_lines
    select * from jsonb_populate_recordset(null::invoice_lines, ${rowsAsJson(rows)}::jsonb)
    on conflict (account_id, id) do update set position = excluded.position, quantity = excluded.quantity,
      amount_minor = excluded.amount_minor, credits = excluded.credits, description = excluded.description`.execute(
    tx,
  );
}

export type IssuedNumber = { accountId: AccountId; id: InvoiceId; number: string };

/**
 * Numbers invoices and makes them immutable. Last in its transaction: the series row is the one lock all
 * accounts share, and a number taken is never given back but by a rollback, so the series has no gaps.
 *
 * The document date is the instant of issue, never before the series' last (BOOKS B11).
 */
export async function issueInvoices(
  tx: Tx,
  decisions: readonly Decision[],
): Promise<IssuedNumber[]> {
  const issued = writtenBy(decisions)
    .flatMap(({ accountId, invoice }) =>
      invoice.issue ? [{ accountId, id: invoice.id, ...invoice.issue }] : [],
    )
    // Numbers follow the dates on the documents.
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const latest = issued.reduce<Date | null>((max, { at }) => (max && max > at ? max : at), null);
  if (latest === null) return [];
  const series = await takeNumbers(tx, issued.length, latest);
  const numbered = issued.map((one, index) => ({
    ...one,
    number: `${series.prefix}${(series.first + BigInt(index)).toString().padStart(6, "0")}`,
    at: series.notBefore && series.notBefore > one.at ? series.notBefore : one.at,
  }));
  await sql`
    update invoices i set status = 'issued', number = c.number, issued_at = c.at,
      due_at = c.at + make_interval(days => c.terms)
    from unnest(${plainArray(numbered.map((one) => one.accountId))}::uuid[], ${plainArray(numbered.map((one) => one.id))}::uuid[],
      ${textArray(numbered.map((one) => one.number))}::text[], ${timeArray(numbered.map((one) => one.at))}::timestamptz[],
      ${plainArray(numbered.map((one) => one.paymentTermsDays))}::int4[]) as c (account_id, id, number, at, terms)
    where i.account_id = c.account_id and i.id = c.id`.execute(tx);
  return numbered;
}

async function takeNumbers(tx: Tx, count: number, at: Date) {
  const { rows } = await sql<{ prefix: string; last: bigint; not_before: Date | null }>`
    with before as (select last_issued_at from number_series where series = 'invoice' for update)
    update number_series s set last_number = s.last_number + ${count},
      last_issued_at = greatest(s.last_issued_at, ${at.toISOString()}::timestamptz)
    from before where s.series = 'invoice'
    returning s.prefix, s.last_number as last, before.last_issued_at as not_before`.execute(tx);
  const [series] = rows;
  assert(series, "the invoice series stands");
  return {
    prefix: series.prefix,
    first: series.last - BigInt(count) + 1n,
    notBefore: series.not_before,
  };
}

export async function writePayments(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  for (const { accountId, payments } of decisions) {
    for (const payment of payments) {
      await tx
        .updateTable("invoices")
        .set({ status: "paid", paid_minor: payment.paidMinor, closed_at: payment.closedAt })
        .where("account_id", "=", accountId)
        .where("id", "=", payment.id)
        .execute();
    }
  }
}

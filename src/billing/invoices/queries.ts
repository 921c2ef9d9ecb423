import { sql } from "kysely";
import { plainArray, textArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { insertRows, rowsAsJson } from "@/db/rows";
import { assert } from "@/lib/errors";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Decision, InvoiceDraft } from "../decision";
import { lineRow } from "./line-row";
import { taxOf, totalOf } from "./lines";

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
    document: "invoice",
    currency: invoice.currency,
    grants: invoice.grants,
    subtotal_minor: total - taxOf(invoice.lines),
    tax_minor: taxOf(invoice.lines),
    total_minor: total,
    paid_minor: 0n,
    created_at: invoice.createdAt,
    issue_at: invoice.issueAt,
    stripe_invoice_id: invoice.stripe?.invoiceId ?? null,
  };
}

async function updateTotals(tx: Tx, written: readonly Written[]): Promise<void> {
  const totals = plainArray(written.map(({ invoice }) => totalOf(invoice.lines)));
  const taxes = plainArray(written.map(({ invoice }) => taxOf(invoice.lines)));
  await sql`
    update invoices i set subtotal_minor = c.total - c.tax, tax_minor = c.tax, total_minor = c.total
    from unnest(${plainArray(written.map((one) => one.accountId))}::uuid[],
      ${plainArray(written.map(({ invoice }) => invoice.id))}::uuid[], ${totals}::int8[], ${taxes}::int8[])
      as c (account_id, id, total, tax)
    where i.account_id = c.account_id and i.id = c.id`.execute(tx);
}

async function upsertLines(tx: Tx, rows: readonly ReturnType<typeof lineRow>[]): Promise<void> {
  await sql`
    insert into invoice_lines
    select * from jsonb_populate_recordset(null::invoice_lines, ${rowsAsJson(rows)}::jsonb)
    on conflict (account_id, id) do update set position = excluded.position, quantity = excluded.quantity,
      amount_minor = excluded.amount_minor, credits = excluded.credits, description = excluded.description,
      unit_price = excluded.unit_price, discount_minor = excluded.discount_minor, tax_minor = excluded.tax_minor,
      tax_included = excluded.tax_included, tax_rate_ppm = excluded.tax_rate_ppm, facts = excluded.facts`.execute(
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
  const written = writtenBy(decisions);
  const asNumbered = await issueAsNumbered(tx, written);
  const issued = written
    .flatMap(({ accountId, invoice }) =>
      invoice.issue && !invoice.stripe
        ? [{ accountId, id: invoice.id, document: documentOf(invoice), ...invoice.issue }]
        : [],
    )
    // Numbers follow the dates on the documents.
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const numbered: (IssuedNumber & { at: Date; terms: number; document: Document })[] = [];
  for (const document of documents) {
    const ofSeries = issued.filter((one) => one.document === document);
    const latest = ofSeries.reduce<Date | null>(
      (max, { at }) => (max && max > at ? max : at),
      null,
    );
    if (latest === null) continue;
    const series = await takeNumbers(tx, document, { count: ofSeries.length, at: latest });
    for (const [index, { at, paymentTermsDays, ...one }] of ofSeries.entries()) {
      numbered.push({
        ...one,
        number: `${series.prefix}${(series.first + BigInt(index)).toString().padStart(6, "0")}`,
        at: series.notBefore && series.notBefore > at ? series.notBefore : at,
        terms: paymentTermsDays,
      });
    }
  }
  if (numbered.length > 0) await numberDocuments(tx, numbered);
  return [...asNumbered, ...numbered].map(({ accountId, id, number }) => ({
    ...{ accountId, id, number },
  }));
}

/** Documents of Stripe's own: under the numbers they have, outside our series. */
async function issueAsNumbered(tx: Tx, written: readonly Written[]): Promise<IssuedNumber[]> {
  const numbered = written.flatMap(({ accountId, invoice }) => {
    const { id, issue, stripe } = invoice;
    if (!issue || !stripe) return [];
    const { at, paymentTermsDays: terms } = issue;
    return [{ accountId, id, number: stripe.number, document: documentOf(invoice), at, terms }];
  });
  if (numbered.length > 0) await numberDocuments(tx, numbered);
  return numbered;
}

function documentOf({ lines }: InvoiceDraft): Document {
  return totalOf(lines) < 0n ? "credit_note" : "invoice";
}

type Document = "invoice" | "credit_note";
// Each series is one lock all accounts share: always taken in this order.
const documents: readonly Document[] = ["credit_note", "invoice"];

async function numberDocuments(
  tx: Tx,
  numbered: readonly (IssuedNumber & { at: Date; terms: number; document: Document })[],
): Promise<void> {
  await sql`
    update invoices i set status = 'issued', document = c.document, number = c.number, issued_at = c.at,
      due_at = c.at + make_interval(days => c.terms)
    from unnest(${plainArray(numbered.map((one) => one.accountId))}::uuid[], ${plainArray(numbered.map((one) => one.id))}::uuid[],
      ${textArray(numbered.map((one) => one.number))}::text[], ${timeArray(numbered.map((one) => one.at))}::timestamptz[],
      ${plainArray(numbered.map((one) => one.terms))}::int4[], ${textArray(numbered.map((one) => one.document))}::text[])
      as c (account_id, id, number, at, terms, document)
    where i.account_id = c.account_id and i.id = c.id`.execute(tx);
}

async function takeNumbers(tx: Tx, series: Document, { count, at }: { count: number; at: Date }) {
  const { rows } = await sql<{ prefix: string; last: bigint; not_before: Date | null }>`
    with before as (select last_issued_at from number_series where series = ${series} for update)
    update number_series s set last_number = s.last_number + ${count},
      last_issued_at = greatest(s.last_issued_at, ${at.toISOString()}::timestamptz)
    from before where s.series = ${series}
    returning s.prefix, s.last_number as last, before.last_issued_at as not_before`.execute(tx);
  const [taken] = rows;
  assert(taken, "the series stands");
  return {
    prefix: taken.prefix,
    first: taken.last - BigInt(count) + 1n,
    notBefore: taken.not_before,
  };
}

/** What becomes of issued documents; after their numbers, since a payment may be part of the issue. */
export async function writeInvoiceMoves(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const moves = decisions.flatMap(({ accountId, invoiceMoves }) =>
    invoiceMoves.map((move) => ({ accountId, ...move })),
  );
  if (moves.length === 0) return;
  await sql`
    update invoices i set status = c.status, paid_minor = c.paid, credit_applied_minor = c.applied,
      closed_at = c.closed_at, due_at = case when c.carried then null else i.due_at end
    from unnest(${plainArray(moves.map((one) => one.accountId))}::uuid[], ${plainArray(moves.map((one) => one.id))}::uuid[],
      ${plainArray(moves.map((one) => one.status))}::text[], ${plainArray(moves.map((one) => one.paidMinor))}::int8[],
      ${plainArray(moves.map((one) => one.creditAppliedMinor))}::int8[], ${timeArray(moves.map((one) => one.closedAt))}::timestamptz[],
      ${plainArray(moves.map((one) => one.carried === true))}::bool[])
      as c (account_id, id, status, paid, applied, closed_at, carried)
    where i.account_id = c.account_id and i.id = c.id`.execute(tx);
  const regained = moves.filter((one) => one.regained);
  if (regained.length === 0) return;
  await sql`
    update line_returns r set stands = false
    from unnest(${plainArray(regained.map((one) => one.accountId))}::uuid[], ${plainArray(regained.map((one) => one.id))}::uuid[])
      as c (account_id, id)
    join invoice_lines l on l.account_id = c.account_id and l.invoice_id = c.id
    where r.account_id = l.account_id and r.invoice_line_id = l.id and r.kind = 'uncollectible' and r.stands`.execute(
    tx,
  );
}

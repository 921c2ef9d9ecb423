import { afterAll, beforeAll, expect, test } from "vitest";
import type { ExportKindName } from "@/exports/registry";
import { decimalOf } from "@/lib/money";
import { books, type Customer } from "../books";
import { portalOf } from "../portal";
import { ask, read, textOf, writeAll } from "./ground";
import { somethingListed } from "./listed";

let listed: Awaited<ReturnType<typeof somethingListed>>;
let sam: (typeof listed)["sam"];
let refundee: Customer;
let subscriber: Customer;

beforeAll(async () => {
  listed = await somethingListed();
  ({ sam, refundee, subscriber } = listed);
});
afterAll(() => listed.stop());

type Row = Record<string, string>;
type Figures = readonly (string | bigint | number | null | undefined)[];
type Held = {
  kind: ExportKindName;
  /** As the page of it passes them on. */
  filters?: () => Record<string, string>;
  /** Of a row of the file, what it is and its figures; of the list the same. */
  inFile: (row: Row) => Figures;
  onScreen: () => Promise<Figures[]>;
};

const money = (minor: bigint | null, currency: string) =>
  minor === null ? null : decimalOf({ minor, currency });
const zone = "UTC";
const march = { from: "2026-03-01", to: "2026-03-31" };

const customersBy = (by: {
  plan?: string;
  state?: "disputed" | "in_debt";
  currency?: string;
}): Held => ({
  kind: "customers",
  filters: () => by,
  inFile: ({ account_id, name, plan, monthly_price, credits, overdue, disputed, last_used_on }) => [
    ...[account_id, name, plan, monthly_price, credits, overdue, disputed, last_used_on],
  ],
  onScreen: async () =>
    (await sam.caller.accounts.list(by)).customers.map(({ currency, ...one }) => [
      ...[one.id, one.name, one.plan, money(one.monthlyMinor, currency), one.credits],
      ...[money(one.overdueMinor, currency), money(one.disputedMinor, currency), one.lastUsedOn],
    ]),
});

const disputesBy = (by: { state: "open" | "closed" | "all"; reason?: string }): Held => ({
  kind: "disputes",
  filters: () => by,
  inFile: ({ dispute_id, account_id, invoice, status, reason, currency, amount }) => [
    ...[dispute_id, account_id, invoice, status, reason, currency, amount],
  ],
  onScreen: async () =>
    (await sam.caller.disputes.list(by)).disputes.map(({ amount: { minor, currency }, ...one }) => [
      ...[one.disputeId, one.accountId, one.invoiceNumber, one.status, one.reason, currency],
      money(minor, currency),
    ]),
});

const actsBy = (by: { act?: string }): Held => ({
  kind: "audit_log",
  filters: () => ({ ...by, account: refundee.id }),
  inFile: ({ position, act, actor, actor_name, subject, hash }) => [
    ...[position, act, actor, actor_name, subject, hash],
  ],
  onScreen: async () =>
    (await sam.caller.audit.list({ ...by, account: refundee.id, limit: 1_000 })).acts.map((one) => [
      ...[one.position, one.act, one.actor, one.actorName, one.subject, one.hash],
    ]),
});

const table: Record<string, Held> = {
  "customers, all of them": customersBy({}),
  "customers of a plan": customersBy({ plan: "pro" }),
  "customers in debt": customersBy({ state: "in_debt" }),
  "customers who dispute": customersBy({ state: "disputed" }),
  "disputes, all of them": disputesBy({ state: "all" }),
  "disputes that are open": disputesBy({ state: "open" }),
  "disputes that are closed, of a reason": disputesBy({ state: "closed", reason: "fraudulent" }),
  "acts on an account": actsBy({}),
  "acts of one kind": actsBy({ act: "note.added" }),
  "refunds of an account": {
    kind: "refunds",
    filters: () => ({ account: refundee.id }),
    inFile: (row) => [
      ...[row.refund_id, row.invoice, row.credit_note, row.status, row.policy, row.shortfall],
      ...[row.reason, row.requested_by, row.amount, row.by_card, row.as_account_credit],
    ],
    onScreen: async () =>
      (await sam.caller.refunds.list({ account: refundee.id })).refunds.map((one) => [
        ...[one.id, one.invoiceNumber, one.creditNoteNumber, one.status, one.policy],
        ...[one.shortfall, one.reason, one.requestedByName, decimalOf(one.amount)],
        ...[decimalOf(one.card), decimalOf(one.accountCredit)],
      ]),
  },
  "documents of an account": {
    kind: "documents",
    filters: () => ({ account: refundee.id, ...march }),
    inFile: (row) => [
      row.document_id,
      row.document,
      row.number,
      row.total,
      row.paid,
      row.left_to_pay,
    ],
    onScreen: async () =>
      (await portal(refundee).invoices.list(march)).items.map((one) => [
        ...[one.id, one.document, one.number, decimalOf(one.total), decimalOf(one.paid)],
        decimalOf(one.due),
      ]),
  },
  "payments of an account": {
    kind: "payments",
    filters: () => ({ account: refundee.id, ...march }),
    inFile: (row) => [row.payment_id, row.charge_id, row.amount, row.fee, row.last4],
    onScreen: async () =>
      (await sam.caller.invoices.get({ invoiceId: listed.invoiceId })).processor.payments.map(
        (one) => [
          ...[one.id, one.chargeId, money(one.amountMinor, one.currency)],
          ...[money(one.feeMinor, one.settledCurrency ?? one.currency), one.last4],
        ],
      ),
  },
  "use of an account": {
    kind: "use",
    filters: () => ({ account: subscriber.id, ...march }),
    inFile: (row) => [row.event_id, row.feature, row.quantity, row.credits, row.overage_credits],
    onScreen: async () =>
      (await portal(subscriber).usage.events({ limit: 200 })).events.map((one) => [
        ...[one.key, one.feature, one.quantity, one.credits, one.overage],
      ]),
  },
  "grants of an account": {
    kind: "grants",
    filters: () => ({ account: subscriber.id }),
    inFile: (row) => [row.grant_id, row.category, row.granted, row.left],
    onScreen: async () => {
      const { grants, finished } = await portal(subscriber).grants({ finished: {} });
      return [...grants, ...(finished?.grants ?? [])].map((one) => [
        ...[one.id, one.category, one.granted, one.left],
      ]);
    },
  },
  "transfers of an account": {
    kind: "transfers",
    filters: () => ({ account: refundee.id, ...march }),
    inFile: (row) => [row.version, row.from, row.to, row.asset, row.amount],
    onScreen: async () => {
      const all: Figures[] = [];
      for (let version = 1n; version <= (await versions(refundee)); version += 1n) {
        const entry = await sam.caller.accounts.entry({ account: refundee.id, version });
        for (const { from, to, asset, amount } of entry.transfers) {
          const shown = asset === "credit" ? amount : money(amount, asset);
          all.push([version, from.kind, to.kind, asset, shown]);
        }
      }
      return all;
    },
  },
  "what refunds and lost disputes came to": {
    kind: "report_impact",
    filters: () => ({ from: "2026-03", to: "2026-03" }),
    inFile: (row) => [
      ...[row.month, row.plan, row.of, row.policy, row.count, row.money, row.deferred],
      ...[row.reversed, row.tax, row.lost, row.revoked, row.owed, row.written_off],
    ],
    onScreen: async () =>
      (await sam.caller.reports.refundImpact({ from: "2026-03", to: "2026-03" })).rows.map(
        ({ currency, ...one }) => [
          ...[one.month, one.plan, one.of, one.policy, one.count],
          ...[one.money, one.deferred, one.reversed, one.tax, one.lost].map((minor) =>
            money(minor, currency),
          ),
          ...[one.revoked, one.owed, one.writtenOff],
        ],
      ),
  },
};

test.each(Object.entries(table))("the file has the rows on screen: %s", async (_, held) => {
  const { kind, filters = () => ({}), inFile, onScreen } = held;
  const { id } = await ask(sam, { kind, filters: filters(), timezone: zone });
  await writeAll(books(), 3);
  const { rows } = read(await textOf(id));
  const shown = (await onScreen()).map((row) => row.map(asText));
  expect(shown.length, kind).toBeGreaterThan(0);
  expect(sorted(rows.map((row) => inFile(row).map(asText)))).toEqual(sorted(shown));
});

test("the journal of a month, line by line and day by day, comes to the trial balance on screen", async () => {
  const { rows } = await sam.caller.reports.trialBalance({ through: "2026-03" });
  const shown = rows
    .filter(({ asset }) => asset !== "credit")
    .map(({ kind, asset, debits, credits }) => [
      kind,
      asset,
      money(debits, asset),
      money(credits, asset),
    ]);
  expect(shown.length).toBeGreaterThan(5);
  for (const kind of ["journal", "journal_by_day"] as const) {
    const { id } = await ask(sam, { kind, filters: march, timezone: zone });
    await writeAll(books(), 3);
    const accounts = Map.groupBy(read(await textOf(id)).rows, ({ account }) => account);
    const summed = [...accounts].map(([account, sides]) => [
      ...[account, "usd", added(sides, "debit"), added(sides, "credit")],
    ]);
    expect(sorted(summed), kind).toEqual(sorted(shown));
  }
});

function added(sides: readonly Row[], side: "debit" | "credit"): string | null {
  const cents = sides.map((row) => BigInt((row[side] || "0.00").replace(".", "")));
  return money(
    cents.reduce((sum, one) => sum + one, 0n),
    "usd",
  );
}

const portal = ({ id }: Customer) => portalOf(id, {}, books());
const asText = (value: Figures[number]) => String(value ?? "");
/** A file is in the order of its key, a list in the order one looks for things in. */
const sorted = (rows: readonly (readonly unknown[])[]) => rows.map((row) => row.join(" | ")).sort();

/** How many ledger transactions an account has. */
async function versions({ id }: Customer): Promise<bigint> {
  const { version } = await books()
    .selectFrom("account_books")
    .where("account_id", "=", id)
    .select("version")
    .executeTakeFirstOrThrow();
  return version;
}

import { sql } from "kysely";
import type { BalanceLine } from "@/billing/payments/processor-balance";
import type { HalfYear } from "./half-year";

/** What is planted, and as what it is to be found: "class cause". */
export type Fault = { name: string; as: string; plant: (of: Ground) => Promise<void> | void };
export type Ground = Pick<HalfYear, "db" | "now"> & { lines: BalanceLine[]; nth: number };

const ofType = ({ lines }: Ground, type: string, source = /./) =>
  lines.filter((one) => one.type === type && source.test(one.sourceId ?? ""));

/** One of many, another each time. */
function pick<T>(all: readonly T[], nth: number): T {
  const one = all[(nth * 7 + 3) % all.length];
  if (!one) throw new Error("There is something to spoil");
  return one;
}

function change(of: Ground, line: BalanceLine, to: Partial<BalanceLine>): void {
  of.lines[of.lines.indexOf(line)] = { ...line, ...to };
}

function drop({ lines }: Ground, line: BalanceLine): void {
  lines.splice(lines.indexOf(line), 1);
}

let planted = 0;

function addBeside(of: Ground, line: BalanceLine, to: Partial<BalanceLine>): void {
  planted += 1;
  of.lines.push({ ...line, id: `txn_planted_${planted}`, feeMinor: 0n, ...to });
}

/** Lines nobody spoils twice: whatever is planted first is kept from the rest. */
function charge(of: Ground): BalanceLine {
  const free = ofType(of, "charge").filter(({ description }) => description === null);
  const one = pick(free, of.nth);
  change(of, one, { description: "spoilt" });
  return of.lines.find(({ id }) => id === one.id) ?? one;
}

/** Of what the processor lists. */
const theirs: Fault[] = [
  {
    ...{ name: "dropped webhook of a charge", as: "missing_here payment_not_heard" },
    plant: (of) =>
      addBeside(of, charge(of), { sourceId: `ch_unheard_${of.nth}`, amountMinor: 777n }),
  },
  {
    ...{ name: "duplicate charge", as: "missing_here payment_not_heard" },
    plant: (of) => addBeside(of, charge(of), { sourceId: `ch_again_${of.nth}` }),
  },
  {
    ...{ name: "altered amount", as: "amount_differs amount_differs" },
    plant: (of) => {
      const one = charge(of);
      change(of, one, { amountMinor: one.amountMinor + 1n });
    },
  },
  {
    ...{ name: "fee mismatch", as: "amount_differs fee_differs" },
    plant: (of) => {
      const one = charge(of);
      change(of, one, { feeMinor: one.feeMinor + 7n });
    },
  },
  {
    ...{ name: "settled in another currency", as: "amount_differs currency_differs" },
    plant: (of) => change(of, charge(of), { currency: "eur" }),
  },
  {
    ...{ name: "dashboard refund unheard", as: "missing_here refund_not_heard" },
    plant: (of) =>
      addBeside(of, charge(of), {
        ...{ type: "refund", sourceId: `re_unheard_${of.nth}`, amountMinor: -500n },
      }),
  },
  {
    ...{ name: "orphan refund", as: "missing_here refund_not_heard" },
    plant: (of) =>
      addBeside(of, charge(of), {
        ...{ type: "payment_refund", sourceId: `pyr_orphan_${of.nth}`, amountMinor: -1n },
      }),
  },
  {
    ...{ name: "refund that came back unheard", as: "missing_here refund_not_heard" },
    plant: (of) => {
      const back = new Set(ofType(of, "refund_failure").map(({ sourceId }) => sourceId));
      const stays = ofType(of, "refund").filter(({ sourceId }) => !back.has(sourceId));
      const one = pick(stays, of.nth);
      addBeside(of, one, { type: "refund_failure", amountMinor: -one.amountMinor });
    },
  },
  {
    ...{ name: "lost dispute unseen", as: "missing_here dispute_not_heard" },
    plant: (of) =>
      addBeside(of, charge(of), {
        ...{ type: "adjustment", sourceId: `dp_unseen_${of.nth}`, amountMinor: -9_900n },
        feeMinor: 1_500n,
      }),
  },
  {
    ...{ name: "a reserve nobody told of", as: "missing_here other_movement" },
    plant: (of) =>
      addBeside(of, charge(of), { type: "reserve_transaction", sourceId: null, amountMinor: -42n }),
  },
  {
    ...{ name: "a charge booked that is not there", as: "missing_at_stripe unknown_there" },
    plant: (of) => drop(of, charge(of)),
  },
  {
    ...{ name: "a charge of this hour", as: "timing on_its_way" },
    plant: (of) =>
      addBeside(of, charge(of), {
        ...{ sourceId: `ch_young_${of.nth}`, createdAt: new Date(of.now.getTime() - 3_600_000) },
      }),
  },
];

const spoil =
  (text: string) =>
  async ({ db, nth }: Ground) => {
    const { numAffectedRows = 0n } = await sql.raw(text.replaceAll("$nth", `${nth}`)).execute(db);
    if (numAffectedRows !== 1n) throw new Error(`${numAffectedRows} rows were spoilt: ${text}`);
  };

/** One row of a table, another each time. */
const one = (from: string) =>
  `(select ctid from ${from} order by hashtext(ctid::text) offset $nth limit 1)`;

const packGrants = `(select g.ctid from grants g join invoices i on i.account_id = g.account_id
  join invoice_lines l on l.account_id = i.account_id and l.invoice_id = i.id and l.id = g.invoice_line_id
  where g.category = 'pack' and g.parent_grant_id is null and g.amount = 10000 and i.status = 'paid'
  order by g.id offset $nth * 4 + $kind limit 1)`;
const ofPack = (kind: number) => packGrants.replace("$kind", `${kind}`);

/** The grant of a paid plan period, as if it had come from elsewhere. */
const loseAllowance = (
  state: "open" | "closed",
) => `update grants set category = 'promo', invoice_line_id = null,
  plan_period_id = null, slice_index = null, paid_minor = 0
  where ctid = (select g.ctid from grants g
    join plan_periods p on p.account_id = g.account_id and p.id = g.plan_period_id and p.state = '${state}'
    join invoice_lines l on l.account_id = g.account_id and l.id = g.invoice_line_id
    join invoices i on i.account_id = l.account_id and i.id = l.invoice_id and i.status = 'paid'
    where g.category = 'allowance' order by g.id offset $nth * 3 limit 1)`;

/** Of our own rows, past every guard. */
const ours: Fault[] = [
  {
    ...{ name: "missing grant", as: "charge_without_grant never_granted" },
    plant: spoil(`update grants set category = 'promo', invoice_line_id = null, paid_minor = 0
      where ctid = ${ofPack(0)}`),
  },
  {
    ...{ name: "missing allowance", as: "charge_without_grant never_granted" },
    plant: spoil(loseAllowance("open")),
  },
  {
    ...{
      name: "missing allowance of a period that is over",
      as: "charge_without_grant never_granted",
    },
    plant: spoil(loseAllowance("closed")),
  },
  {
    ...{ name: "granted too little", as: "charge_without_grant granted_too_little" },
    plant: spoil(`update grants set amount = amount - 1 where ctid = ${ofPack(1)}`),
  },
  {
    ...{ name: "granted too much", as: "grant_without_charge granted_too_much" },
    plant: spoil(`update grants set amount = amount + 500 where ctid = ${ofPack(2)}`),
  },
  {
    ...{ name: "granted before it was paid", as: "grant_without_charge granted_before_paid" },
    plant: spoil(`update invoices set status = 'issued' where (account_id, id) = (
      select l.account_id, l.invoice_id from grants g
      join invoice_lines l on l.account_id = g.account_id and l.id = g.invoice_line_id
      where g.ctid = ${ofPack(3)})`),
  },
  {
    ...{ name: "grant without charge", as: "grant_without_charge granted_without_line" },
    plant: spoil(
      `update grants set category = 'pack' where ctid = ${one("grants where category = 'promo' and invoice_line_id is null and amount = 500")}`,
    ),
  },
  {
    ...{ name: "refund without revocation", as: "refund_without_revocation not_taken_back" },
    plant: spoil(`update line_returns set revoked = revoked + 10, slice = slice + 10
      where ctid = ${one("line_returns where kind = 'refund' and stands")}`),
  },
  {
    ...{ name: "slice not settled", as: "refund_without_revocation slice_not_settled" },
    plant: spoil(`update line_returns set slice = slice + 5
      where ctid = ${one("line_returns where kind = 'dispute' and stands")}`),
  },
  {
    ...{ name: "shifted period", as: "unlinked_usage other_period" },
    plant: spoil(`update consumptions c set plan_period_id = p.id from plan_periods p
      where c.ctid = ${one("consumptions where occurred_at < '2026-01-20'")}
        and p.account_id = c.account_id and p.state = 'open'`),
  },
  {
    ...{ name: "usage of no period", as: "unlinked_usage no_period" },
    plant: spoil(`update consumptions set plan_period_id = null
      where ctid = ${one("consumptions where occurred_at >= '2026-02-01' and occurred_at < '2026-02-20'")}`),
  },
  {
    ...{ name: "ledger beside its rows", as: "amount_differs ledger_differs" },
    plant:
      spoil(`update balances set balance = balance + 50 where (account_id, ledger_account_id) = (
      select account_id, id from ledger_accounts where kind = 'stripe_balance' order by id offset $nth limit 1)`),
  },
  {
    ...{ name: "money left in dispute_hold", as: "amount_differs dispute_hold_left" },
    plant:
      spoil(`update balances set balance = balance + 100 where (account_id, ledger_account_id) = (
      select account_id, id from ledger_accounts where kind = 'dispute_hold' order by id offset $nth limit 1)`),
  },
];

export const faults = [...theirs, ...ours];

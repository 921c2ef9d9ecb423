import { sql } from "kysely";
import type { PaymentGateway } from "@/billing/payments/gateway";
import type { BalanceLine } from "@/billing/payments/processor-balance";
import { reconcile } from "@/billing/reconciliation/run";
import { createDb, type Db } from "@/db/client";
import { type Ground, openAccounts, prepare } from "./ground";
import { type Figure, limitFigure } from "./report";

const perAccount = 10;
const at = new Date("2026-01-15T12:00:00Z");
const amountMinor = 9_900n;
const feeMinor = 317n;

/** How long a run takes over so many charges, from the first page listed to the last row written. */
export async function reconciliationFigures(ground: Ground, lines: number): Promise<Figure> {
  await sql`create database reconciled_books`.execute(ground.db);
  const url = new URL(ground.url);
  url.pathname = "/reconciled_books";
  await prepare(url.toString());
  const db = createDb(url.toString(), { max: 4, statementTimeoutMs: 30_000 });
  try {
    await openAccounts(db, lines / perAccount, "charged");
    await charge(db);
    const gateway = listing(await chargesOf(db));
    const started = performance.now();
    const run = await reconcile(db, gateway);
    const seconds = (performance.now() - started) / 1_000;
    const { matched, missing_here: missing } = run?.totals?.classes ?? {};
    if (matched !== lines || missing) throw new Error(`Of ${lines} lines ${matched} match`);
    const limit = { value: seconds, unit: "s", below: 60 };
    return limitFigure(`${lines.toLocaleString("en")} balance transactions reconciled`, limit);
  } finally {
    await db.destroy();
  }
}

/** Payments as they are booked, with what they came to on each account; of no documents, for their number. */
async function charge(db: Db): Promise<void> {
  const net = amountMinor - feeMinor;
  await db.connection().execute(async (owner) => {
    // They are of no collection: what a run reads is theirs alone.
    await sql`alter table payments drop constraint payments_collection_fk`.execute(owner);
    await sql`
      insert into payments (account_id, id, collection_id, charge_id, currency, amount_minor, to_credit_minor, paid_at,
        booked_at, method_kind, balance_transaction_id, settled_currency, settled_minor, fee_minor)
      select a.id, gen_random_uuid(), gen_random_uuid(), 'ch_' || n || '_' || a.id, 'usd', ${amountMinor}, 0, ${at.toISOString()}::timestamptz,
        ${at.toISOString()}::timestamptz, 'card', 'txn_' || n || '_' || a.id, 'usd', ${amountMinor}, ${feeMinor}
      from accounts a, generate_series(1, ${perAccount}) n`.execute(owner);
    await sql`
      with opened as (
        insert into ledger_accounts (account_id, id, kind, asset)
        select id, gen_random_uuid(), 'stripe_balance', 'usd' from accounts returning account_id, id)
      insert into balances (account_id, ledger_account_id, balance, sign)
      select account_id, id, ${net * BigInt(perAccount)}, 0 from opened`.execute(owner);
  });
  await sql`vacuum analyze`.execute(db);
}

async function chargesOf(db: Db): Promise<BalanceLine[]> {
  const rows = await db.selectFrom("payments").select(["charge_id"]).orderBy("charge_id").execute();
  return rows.map(({ charge_id: sourceId }) => ({
    ...{ id: sourceId.replace("ch_", "txn_"), type: "charge", category: "charge", sourceId },
    ...{ currency: "usd", amountMinor, feeMinor, exchangeRate: null, description: null },
    ...{ createdAt: at, availableAt: at },
  }));
}

/** A processor that is asked a hundred at a time, and answers at once. */
function listing(lines: readonly BalanceLine[]): PaymentGateway {
  const gateway: Pick<PaymentGateway, "listBalanceTransactions" | "getBalance"> = {
    listBalanceTransactions: async ({ until, after }) => {
      if (until === null) return { lines: [], next: null };
      const from = after === null ? 0 : Number(after);
      const page = lines.slice(from, from + 100);
      return { lines: page, next: from + 100 < lines.length ? `${from + 100}` : null };
    },
    getBalance: async () => [
      { currency: "usd", minor: (amountMinor - feeMinor) * BigInt(lines.length) },
    ],
  };
  return gateway as PaymentGateway;
}

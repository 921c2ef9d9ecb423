import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { type DirectoryEntry, insertDirectory, insertRemembered } from "./accounts/queries";
import { fireAlerts } from "./alerts/queries";
import {
  closeGrants,
  closeHolds,
  insertGrants,
  insertHolds,
  linkPaidGrants,
} from "./credits/queries";
import type { BooksHead, Decision } from "./decision";
import { writeDisputes } from "./disputes/queries";
import { insertEvents, type NewEvent } from "./event-queries";
import { eventsOf } from "./events-of";
import { writeEarnings } from "./invoices/earning-queries";
import { insertInvoiceParties } from "./invoices/party-queries";
import {
  type IssuedNumber,
  issueInvoices,
  writeInvoiceMoves,
  writeInvoices,
} from "./invoices/queries";
import { seller } from "./invoices/seller";
import { writeDiscounts } from "./invoices/terms-queries";
import { ledgerAccountsToOpen, postedTransactions } from "./ledger/posting";
import type { BooksEntry } from "./ledger/posting-arrays";
import { writeBooks } from "./ledger/posting-queries";
import { openLedgerAccounts } from "./ledger/queries";
import { writeCollecting } from "./payments/collecting-queries";
import { insertSubscriptions, updateSubscriptions, writePlanPeriods } from "./plans/queries";
import { writeScheduledChanges } from "./plans/scheduled-queries";
import { writeQuotes } from "./quotes/queries";
import { writeRefunds, writeStaffTasks } from "./refunds/queries";

/** Where each account's books stand after a commit, for what follows under the same lock. */
export type Committed = { heads: Map<string, BooksHead>; issued: IssuedNumber[] };

/**
 * Writes decisions of distinct accounts, whose locks the caller holds. The only writer of the books.
 *
 * One decision or a thousand take the same statements: what is referred to first, then ledger, balances
 * and consumptions in one, and last the document numbers, whose lock all accounts share. A decision made
 * on books that moved meanwhile is a bug and writes nothing.
 */
export async function commit(tx: Tx, decisions: readonly Decision[]): Promise<Committed> {
  assert(
    new Set(decisions.map(({ accountId }) => accountId)).size === decisions.length,
    "decisions of one commit are of distinct accounts",
  );
  await openLedgerAccounts(
    tx,
    decisions.flatMap((decision) =>
      ledgerAccountsToOpen(decision).map((ledgerAccount) => ({
        accountId: decision.accountId,
        ledgerAccount,
      })),
    ),
  );
  await writePlansAndLines(tx, decisions);
  await insertGrants(tx, decisions);
  await insertHolds(tx, decisions);

  const entries = decisions.map((decision) => ({ decision, posted: postedTransactions(decision) }));
  await writeLedger(tx, entries);

  await closeGrants(tx, decisions);
  await closeHolds(tx, decisions);
  await insertRemembered(tx, decisions);
  await fireAlerts(tx, decisions);
  await insertDirectory(tx, decisions.flatMap(directoryOf));
  const issued = await issueInvoices(tx, decisions);
  await linkPaidGrants(tx, decisions);
  await insertInvoiceParties(tx, issued, seller);
  await writeInvoiceMoves(tx, decisions);
  await writeCollecting(tx, decisions);
  await writeStaffTasks(tx, decisions);
  await insertDirectory(
    tx,
    issued.map(({ accountId, id, number }) => ({
      kind: "invoice_number",
      key: number,
      accountId,
      id,
    })),
  );
  const heads = new Map(entries.map((entry) => [entry.decision.accountId, headAfter(entry)]));
  await insertEvents(tx, decisions.filter(({ head }) => head.tells).flatMap(toldOf(heads)));
  return { heads, issued };
}

/** Where nobody listens nothing is written, and nothing asked. */
function toldOf(heads: ReadonlyMap<string, BooksHead>) {
  return (decision: Decision): NewEvent[] => {
    const { accountId, recordedAt, head } = decision;
    const accountVersion = heads.get(accountId)?.version ?? head.version;
    return eventsOf(decision).map((event) => ({
      ...{ ...event, id: newId<string>(), accountId, recordedAt, accountVersion },
    }));
  };
}

async function writePlansAndLines(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  await insertSubscriptions(tx, decisions);
  await updateSubscriptions(tx, decisions);
  await writePlanPeriods(tx, decisions);
  await writeInvoices(tx, decisions);
  await writeQuotes(tx, decisions);
  await writeScheduledChanges(tx, decisions);
  await writeRefunds(tx, decisions);
  await writeDisputes(tx, decisions);
  await writeEarnings(tx, decisions);
  await writeDiscounts(tx, decisions);
}

async function writeLedger(tx: Tx, entries: readonly BooksEntry[]): Promise<void> {
  const moved = await writeBooks(tx, entries);
  assert(
    moved.books === BigInt(entries.length),
    "a decision is committed on the books it was made on",
  );
  assert(
    moved.balances === BigInt(moved.expectedBalances),
    "every ledger account a transfer names stands",
  );
}

function directoryOf(decision: Decision): DirectoryEntry[] {
  const { accountId, grants, holds, invoices, quotes, subscriptions } = decision;
  const entry = (kind: DirectoryEntry["kind"], id: string) => ({ kind, key: id, accountId, id });
  return [
    ...grants.map(({ id }) => entry("grant", id)),
    ...holds.map(({ id }) => entry("hold", id)),
    ...invoices.filter(({ isNew }) => isNew).map(({ id }) => entry("invoice", id)),
    ...quotes.map(({ id }) => entry("quote", id)),
    ...subscriptions.flatMap(({ id, stripeSubscriptionId: key }) =>
      key ? [{ kind: "processor_subscription" as const, key, accountId, id }] : [],
    ),
    ...invoices.flatMap(({ id, isNew, stripe }) =>
      isNew && stripe
        ? [{ kind: "processor_document" as const, key: stripe.invoiceId, accountId, id }]
        : [],
    ),
  ];
}

function headAfter({ decision, posted }: BooksEntry): BooksHead {
  const last = posted.at(-1);
  return {
    version: last?.version ?? decision.head.version,
    hash: last?.hash ?? decision.head.hash,
    dueAt: decision.dueAt === undefined ? decision.head.dueAt : decision.dueAt,
    earnsAt: decision.earnsAt === undefined ? decision.head.earnsAt : decision.earnsAt,
    closedThrough: decision.head.closedThrough,
    alertWatch: decision.alerts?.watch ?? decision.head.alertWatch,
    tells: decision.head.tells === true,
  };
}

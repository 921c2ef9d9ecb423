import { sql } from "kysely";
import { inject } from "vitest";
import { upsertAccount } from "@/billing/accounts/upsert";
import { runDue } from "@/billing/catch-up";
import { consumeAll } from "@/billing/credits/consume";
import { grantCredits, revokeCredits } from "@/billing/credits/grant";
import { captureHold, holdCredits, releaseHold } from "@/billing/credits/hold";
import { readBalance } from "@/billing/credits/read";
import { hashRequest, type Request } from "@/billing/operate";
import { payInvoice } from "@/billing/payments/pay";
import { confirmQuote, previewCancel, previewChange, undoScheduled } from "@/billing/plans/change";
import { startSubscription } from "@/billing/plans/start";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import {
  type AccountId,
  type GrantId,
  type HoldId,
  type InvoiceId,
  newId,
  type QuoteId,
} from "@/lib/ids";
import { balancesOf, invoicesOf } from "./book-rows";
import {
  type ChangeOptions,
  type GrantOptions,
  inputOf,
  type StartOptions,
  type Use,
} from "./customer-options";
import { beginningOf, copyOf } from "./database-copies";
import { assertChangedBooksAreClean, isBeginning } from "./proofs";

export const author = { actor: "test", requestId: "test" };

let current: Db | undefined;
let currentUrl = "";

/** The books the test is about: opened by `openBooks`, audited when the test ends. */
export function books(): Db {
  if (!current) throw new Error("openBooks comes first");
  return current;
}

/** Where they are, for connections of a test's own. */
export function booksUrl(): string {
  return currentUrl;
}

/** What the test, or file, before opened is not this one's; of those given only they. */
export function forgetBooks(ended?: readonly Db[]): void {
  if (!ended || (current && ended.includes(current))) current = undefined;
}

/** Called after every test. */
export async function assertOpenedBooksAreClean(): Promise<void> {
  if (current) await assertChangedBooksAreClean(current);
}

/**
 * New books with the catalogue in them, and the clock stopped at an instant: from here on time is what a
 * test says. They are the test's alone, since documents of one series are never dated back.
 */
export async function openBooks(at: string): Promise<Db> {
  const { db, url, isNew } = await beginningOf(inject("booksUrl"));
  [current, currentUrl] = [db, url];
  await isBeginning(db, isNew ? inject("booksProof") : undefined);
  await setClock(at, db);
  return db;
}

/** The same with books that somebody has begun: a copy of them as they are. */
export async function openCopy(of: string): Promise<Db> {
  ({ db: current, url: currentUrl } = await copyOf(of));
  return current;
}

/** Work on books somebody else opened and audits, as if they were the test's. */
export async function inBooks<T>(of: { db: Db; url: string }, work: () => Promise<T>): Promise<T> {
  const before = { db: current, url: currentUrl };
  [current, currentUrl] = [of.db, of.url];
  try {
    return await work();
  } finally {
    current = before.db;
    currentUrl = before.url;
  }
}

/** Moves the clock and runs nothing: the next operation finds what is due. */
export async function setClock(at: string | Date, db: Db = books()): Promise<Date> {
  const now = new Date(at);
  await sql`update test_clock set at = ${now.toISOString()}::timestamptz`.execute(db);
  return now;
}

/** Moves the clock and runs all that is due. */
export async function advance(at: string | Date, db: Db = books()): Promise<void> {
  const run = await runDue(db, await setClock(at, db));
  for (const { error } of run.failed) throw error;
}

/** A customer, as an app backend drives one: each call commits by itself, under a key of its own. */
export class Customer {
  private static made = 0;

  private constructor(
    readonly id: AccountId,
    readonly externalId: string,
    readonly db: Db,
  ) {}

  /** One that is there already. */
  static of(id: AccountId, db: Db): Customer {
    return new Customer(id, "", db);
  }

  /** The same in a copy of its books. */
  in(db: Db): Customer {
    return new Customer(this.id, this.externalId, db);
  }

  static async open({ db = books(), timezone = "UTC", currency = "usd" } = {}): Promise<Customer> {
    Customer.made += 1;
    const externalId = `customer-${Customer.made}`;
    const { id } = await inTransaction(db, (tx) =>
      upsertAccount(tx, inputOf(externalId, timezone, currency)),
    );
    return new Customer(id, externalId, db);
  }

  moveTo(timezone: string) {
    return inTransaction(this.db, (tx) => upsertAccount(tx, inputOf(this.externalId, timezone)));
  }

  request(procedure: string, key: string = newId(), input: unknown = null): Request {
    const requestHash = hashRequest(procedure, input);
    return { accountId: this.id, author, key, procedure, requestHash };
  }

  start(plan: string, { grants = "on_issue", startsAt = null, trialDays = 0 }: StartOptions = {}) {
    const start = { id: newId(), plan, startsAt, trialDays, grants } as Parameters<
      typeof startSubscription
    >[1]["start"];
    return inTransaction(this.db, (tx) =>
      startSubscription(tx, { ...this.request("start"), start }),
    );
  }

  grant(credits: bigint, options: GrantOptions = {}) {
    const id = newId<GrantId>();
    const { category = "promo", priority = 50, effectiveAt = null, expiresAt = null } = options;
    const given = { id, credits, category, priority, effectiveAt, expiresAt, reason: "Test" };
    return inTransaction(this.db, (tx) =>
      grantCredits(tx, { ...this.request("grant", options.key, `${credits}`), grant: given }),
    );
  }

  revoke(grantId: GrantId, credits: bigint | null = null) {
    const revoke = { grantId, credits, reason: "Test" };
    return inTransaction(this.db, (tx) => revokeCredits(tx, { ...this.request("revoke"), revoke }));
  }

  usage(credits: bigint, { key = newId(), occurredAt = null, feature = "api_call" }: Use = {}) {
    const requestHash = hashRequest("consume", { feature, credits, occurredAt });
    return {
      ...{ accountId: this.id, author, id: newId(), idempotencyKey: key, requestHash },
      ...{ feature, quantity: credits, occurredAt, metadata: null },
    } as Parameters<typeof consumeAll>[1][number];
  }

  /** What one use answers: its figures, or the code it was refused with. */
  async consume(credits: bigint, use: Use = {}) {
    const [outcome] = await consumeAll(this.db, [this.usage(credits, use)]);
    if (!outcome?.value) throw outcome?.error;
    return outcome.value;
  }

  hold(credits: bigint, expiresAt: string | Date, key?: string) {
    const id = newId<HoldId>();
    const hold = { id, credits, feature: null, quantity: null, expiresAt: new Date(expiresAt) };
    return inTransaction(this.db, (tx) =>
      holdCredits(tx, { ...this.request("hold", key, `${credits}`), hold }),
    );
  }

  capture(holdId: HoldId, credits: bigint, { key = newId(), occurredAt = null }: Use = {}) {
    const requestHash = hashRequest("capture", { holdId, credits });
    const capture = {
      ...{ holdId, consumptionId: newId(), idempotencyKey: key, requestHash },
      ...{ credits, quantity: null, occurredAt },
    } as Parameters<typeof captureHold>[1]["capture"];
    return inTransaction(this.db, (tx) => captureHold(tx, { accountId: this.id, author, capture }));
  }

  release(holdId: HoldId) {
    return inTransaction(this.db, (tx) => releaseHold(tx, { accountId: this.id, author, holdId }));
  }

  /** What another plan would do, as a quote. */
  preview(plan: string, options: ChangeOptions = {}) {
    const { when = "now", anchor = null, grants = "on_issue" } = options;
    const asker = { accountId: this.id, author };
    return inTransaction(this.db, (tx) => previewChange(tx, asker, { plan, when, anchor, grants }));
  }

  previewEnd(when: "now" | "period_end") {
    const asker = { accountId: this.id, author };
    return inTransaction(this.db, (tx) => previewCancel(tx, asker, { when }));
  }

  /** Confirms a quote; the fresh one where it was stale. */
  confirm(quoteId: QuoteId, key?: string) {
    const request = this.request("confirm", key, quoteId);
    return inTransaction(this.db, (tx) => confirmQuote(tx, { ...request, quoteId }));
  }

  /** Another plan, previewed and confirmed in one breath. */
  async change(plan: string, options: ChangeOptions = {}) {
    const shown = await this.preview(plan, options);
    const confirmed = await this.confirm(shown.quoteId);
    if (confirmed.stale) throw new Error("A quote just made is not stale");
    return { shown, ...confirmed.answer };
  }

  undo() {
    return inTransaction(this.db, (tx) => undoScheduled(tx, this.request("undo")));
  }

  async pay(invoiceId: InvoiceId | null) {
    if (!invoiceId) throw new Error("There is an invoice to pay");
    const request = this.request("pay");
    return await inTransaction(this.db, (tx) => payInvoice(tx, { ...request, invoiceId }));
  }

  balance(at: string | Date | null = null) {
    return readBalance(this.db, this.id, at === null ? null : new Date(at));
  }

  /** Its invoices, oldest first, each line as "kind amount". */
  invoices() {
    return invoicesOf(this.db, this.id);
  }

  /** Balances of its ledger accounts that are not 0, by kind; a kind's grants are summed. */
  books() {
    return balancesOf(this.db, this.id);
  }
}

import { applyBill } from "@/billing/payments/apply-bill";
import { applyPlan } from "@/billing/payments/apply-plan";
import { noteAskedNow } from "@/billing/payments/billed-queries";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { listSilentPlans, type SilentPlan } from "@/billing/payments/silent-queries";
import type { Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";

const everyMinutes = 10;
const atOnce = 20;
// What fell due while nobody told of it: a subscription is silent for weeks at most before somebody looks.
const mostDocuments = 4;

export type AskRun = { asked: number; failed: { accountId: string; error: unknown }[] };

/**
 * Asks Stripe about plans it bills whose boundary has passed without a word: an event that never arrived, however old, is
 * not needed for them. Its documents come with it, eldest first.
 */
export async function askSilent(db: Db, gateway: PaymentGateway): Promise<AskRun> {
  const silent = await readAs(db, { role: "tallybook_app" }, (tx) =>
    listSilentPlans(tx, { askedBefore: `${everyMinutes} minutes`, limit: atOnce }),
  );
  const run: AskRun = { asked: silent.length, failed: [] };
  for (const one of silent) {
    try {
      await ask(db, gateway, one);
    } catch (error) {
      run.failed.push({ accountId: one.accountId, error });
      await inTransaction(db, (tx) => noteAskedNow(tx, one));
    }
  }
  return run;
}

async function ask(db: Db, gateway: PaymentGateway, plan: SilentPlan): Promise<void> {
  const facts = await gateway.getSubscription(plan.processorId);
  if (!facts) {
    await inTransaction(db, (tx) => noteAskedNow(tx, plan));
    return;
  }
  const documents = (await gateway.listDocumentsOf(plan.processorId))
    .filter(({ number, status }) => number !== null && status !== "draft")
    .slice(0, mostDocuments)
    .reverse();
  await inTransaction(db, (tx) => applyPlan(tx, facts));
  for (const { id } of documents) {
    const invoice = await gateway.getInvoice(id);
    const bill = invoice?.bill;
    if (invoice && bill) await inTransaction(db, (tx) => applyBill(tx, { ...invoice, bill }));
  }
}

import { listMembers } from "@/auth/member-queries";
import { readBalance, readPlan } from "@/billing/reports/read-overview";
import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { findCustomer, listMoneyAt, listOpenGrants, listOpenInvoices } from "./customer-queries";
import { listNotes } from "./note-queries";

/** ST2: an account as its page says on top, and what staff should know before they do anything. */
export async function readCustomer(tx: Tx, accountId: AccountId) {
  const customer = await findCustomer(tx, accountId);
  assert(customer, "an account that is up to date is there");
  const balance = await readBalance(tx, accountId);
  const invoices = await listOpenInvoices(tx, accountId);
  const money = await listMoneyAt(tx, accountId, null);
  const plan = await readPlan(tx, accountId);
  const flags = [
    ...(invoices.some(({ overdue }) => overdue) ? (["overdue"] as const) : []),
    ...(customer.disputed ? (["disputed"] as const) : []),
    ...(balance.debt > 0n ? (["in_debt"] as const) : []),
    ...(balance.awaitingPayment > 0n ? (["withheld"] as const) : []),
    ...(customer.topUpPaused ? (["top_up_paused"] as const) : []),
    ...(plan && plan.price.minor > 0n && !customer.card ? (["no_card"] as const) : []),
  ];
  return {
    customer,
    balance,
    plan,
    invoices,
    money,
    flags,
    grants: await listOpenGrants(tx, accountId),
    members: await listMembers(tx, accountId),
    notes: await listNotes(tx, accountId),
  };
}

import { type BillingDetails, setBillingDetails } from "@/billing/accounts/billing-details";
import { findAccountByExternalId, findInDirectory } from "@/billing/accounts/queries";
import { upsertAccount } from "@/billing/accounts/upsert";
import { findCustomerId, keepCustomer } from "@/billing/payments/customer-queries";
import { refreshMethods } from "@/billing/payments/customers";
import type { ProcessorCustomer } from "@/billing/payments/processor-plans";
import type { Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { foundOn, type ImportContext, type Outcome, type Stage } from "./import-stages";

/** Customers become accounts: under the app's own id where their metadata has it, with address, tax id and cards. */
export const customerStage: Stage<ProcessorCustomer> = {
  list: (gateway, page) => gateway.listCustomers(page),
  look: async (context, customer) => {
    const known = await readAs(context.db, { role: "tallybook_app" }, (tx) =>
      findInDirectory(tx, "processor_customer", customer.id),
    );
    if (!known && customer.email === null) return noEmail(customer);
    context.customers.add(customer.id);
    return { result: known ? "known" : "made" };
  },
  carry: async (context, customer) => {
    const made = await inTransaction(context.db, (tx) => openAccount(tx, context, customer));
    if ("outcome" in made) return made.outcome;
    await refreshMethods(context.db, context.gateway, made.accountId);
    return made.refused ?? { result: "made" };
  },
};

type Opened = { accountId: AccountId; refused: Outcome | null } | { outcome: Outcome };

async function openAccount(
  tx: Tx,
  context: ImportContext,
  customer: ProcessorCustomer,
): Promise<Opened> {
  const known = await findInDirectory(tx, "processor_customer", customer.id);
  if (known) return { outcome: { result: "known" } };
  const { email } = customer;
  if (email === null) return { outcome: noEmail(customer) };
  const externalId = customer.metadata[context.externalIdKey] || customer.id;
  const there = await findAccountByExternalId(tx, externalId);
  if (there && (await findCustomerId(tx, there))) {
    const reason = `The account ${externalId} is another customer of Stripe's already.`;
    const remedy = `Give this customer an id of its own under "${context.externalIdKey}" in its metadata.`;
    return { outcome: foundOn(customer, "external_id_taken", { reason, remedy }) };
  }
  const [firstPlan] = context.catalog.versions.values();
  const currency = customer.currency ?? firstPlan?.currency ?? "usd";
  const { id: accountId } = there
    ? { id: there }
    : await upsertAccount(tx, { externalId, name: customer.name ?? email, email, currency });
  await keepCustomer(tx, accountId, customer.id);
  return { accountId, refused: await keepDetails(tx, accountId, customer) };
}

/** An address and a tax id; one that is none of its country is left out and told. */
async function keepDetails(
  tx: Tx,
  accountId: AccountId,
  customer: ProcessorCustomer,
): Promise<Outcome | null> {
  const { address, taxIds } = customer;
  const [taxId = null] = taxIds;
  if (!address && taxId === null) return null;
  const said: Partial<BillingDetails> = address
    ? {
        ...{ addressLines: address.lines, postalCode: address.postalCode, city: address.city },
        ...{ region: address.region, country: address.country },
      }
    : {};
  try {
    await setBillingDetails(tx, accountId, { ...said, taxId });
    return null;
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    await setBillingDetails(tx, accountId, said);
    const remedy = "Its account is there without it: set the right one in its billing details.";
    return foundOn(customer, "tax_id_refused", { reason: error.message, remedy });
  }
}

function noEmail(customer: ProcessorCustomer): Outcome {
  const reason = "It has no e-mail address, and an account needs one.";
  const remedy = "Give the customer an e-mail address in Stripe, and run the import again.";
  return foundOn(customer, "no_email", { reason, remedy });
}

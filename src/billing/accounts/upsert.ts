import { isDeepStrictEqual } from "node:util";
import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import { type AccountId, newId } from "@/lib/ids";
import { fromJson } from "@/lib/json";
import { creditAccount } from "../ledger/accounts";
import { genesisHash } from "../ledger/hash";
import { openLedgerAccounts } from "../ledger/queries";
import { findAutoTopUp } from "../payments/top-up-queries";
import { lockAccounts } from "../snapshot";
import {
  findAccount,
  findAccountByExternalId,
  hasDocuments,
  hasPlan,
  insertAccount,
  lockExternalId,
  type NewAccount,
  recutUsageByDay,
  updateAccount,
} from "./queries";

export type AccountInput = {
  externalId: string;
  name: string;
  email: string;
  currency: string;
  timezone?: string | undefined;
  segment?: string | undefined;
  metadata?: Record<string, string | number | boolean> | undefined;
};

export type AccountView = Pick<
  NewAccount,
  "id" | "externalId" | "name" | "email" | "currency" | "timezone"
>;

/** Opens an account, or changes what is given on the one its external id names. Its own key. */
export async function upsertAccount(
  tx: Tx,
  input: AccountInput,
  id: AccountId = newId<AccountId>(),
): Promise<AccountView> {
  await lockExternalId(tx, input.externalId);
  const known = await findAccountByExternalId(tx, input.externalId);
  return known ? await change(tx, known, input) : await open(tx, id, input);
}

async function open(tx: Tx, id: AccountId, input: AccountInput): Promise<AccountView> {
  const account: NewAccount = {
    ...input,
    id,
    timezone: input.timezone ?? "UTC",
    segment: input.segment ?? null,
    metadata: input.metadata ?? {},
  };
  await insertAccount(tx, account, genesisHash);
  const kinds = ["consumed", "overage", "held", "debt"] as const;
  await openLedgerAccounts(
    tx,
    kinds.map((kind) => ({ accountId: id, ledgerAccount: creditAccount(id, kind) })),
  );
  return viewOf(account);
}

async function change(tx: Tx, id: AccountId, input: AccountInput): Promise<AccountView> {
  await lockAccounts(tx, [id]);
  const row = await findAccount(tx, id);
  if (!row) throw new BillingError("unknown_account", "There is no such account.");
  const before: NewAccount = {
    id,
    externalId: row.external_id,
    name: row.name,
    email: row.email,
    currency: row.currency,
    timezone: row.timezone,
    segment: row.segment,
    metadata: fromJson(row.metadata as Parameters<typeof fromJson>[0]),
  };
  const after: NewAccount = {
    ...before,
    name: input.name,
    email: input.email,
    currency: input.currency,
    timezone: input.timezone ?? before.timezone,
    segment: input.segment ?? before.segment,
    metadata: input.metadata ?? before.metadata,
  };
  if (isDeepStrictEqual(before, after)) return viewOf(before);
  if (after.currency !== before.currency) await assertCurrencyFree(tx, id);
  await updateAccount(tx, after);
  // Days are the account's own: what was counted by the old zone's days is counted again.
  if (after.timezone !== before.timezone) await recutUsageByDay(tx, id, after.timezone);
  return viewOf(after);
}

async function assertCurrencyFree(tx: Tx, id: AccountId): Promise<void> {
  const refuse = (message: string) =>
    new BillingError("invalid_input", message, { field: "currency" });
  if (await hasDocuments(tx, id))
    throw refuse("The currency is fixed by the account's first invoice.");
  if (await hasPlan(tx, id)) throw refuse("The account's plan is priced in another currency.");
  const topUp = await findAutoTopUp(tx, id);
  if (topUp?.enabled) throw refuse("Automatic top-up was agreed to in another currency.");
}

function viewOf({ id, externalId, name, email, currency, timezone }: NewAccount): AccountView {
  return { id, externalId, name, email, currency, timezone };
}

import { isDeepStrictEqual } from "node:util";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { type AccountId, type GatewayCallId, newId } from "@/lib/ids";
import { cutToSeconds } from "@/lib/time";
import { lockAccounts } from "../snapshot";
import { insertCall } from "./call-queries";
import {
  findCustomerId,
  findDefaultMethod,
  getCustomerDetails,
  isToBeTold,
  keepCustomer,
  retryFailed,
  writePaymentMethods,
} from "./customer-queries";
import type { CustomerDetails, PaymentGateway, PaymentMethodFacts } from "./gateway";
import { followMethods } from "./pause-top-up";

/**
 * Who an account is at the processor; made there when it is first needed. Asked again after an answer that never
 * came it is the same: by its key, and by our id in its metadata once the key is forgotten there.
 */
export async function customerOf(
  db: Db,
  gateway: PaymentGateway,
  accountId: AccountId,
): Promise<string> {
  const known = await readAs(db, { role: "tallybook_app" }, async (tx) => ({
    customerId: await findCustomerId(tx, accountId),
    details: await getCustomerDetails(tx, accountId),
  }));
  if (known.customerId) return known.customerId;
  const there =
    (await gateway.findCustomer(accountId)) ??
    (await gateway.createCustomer(known.details, `${accountId}:customer`));
  return await inTransaction(db, async (tx) => {
    // Whoever changes the account meanwhile saw no customer to tell.
    await lockAccounts(tx, [accountId]);
    const kept = await keepCustomer(tx, accountId, there.customerId);
    await tellChange(tx, accountId, known.details);
    return kept;
  });
}

/** Does what may change who an account is; where it did, the processor is told once that has committed. */
export async function tellingCustomer<T>(
  tx: Tx,
  accountId: AccountId,
  work: () => Promise<T>,
): Promise<T> {
  await lockAccounts(tx, [accountId]);
  const before = await getCustomerDetails(tx, accountId);
  const done = await work();
  await tellChange(tx, accountId, before);
  return done;
}

/** Has the processor told of an account, where it is another than it was told. The caller holds its lock. */
export async function tellChange(
  tx: Tx,
  accountId: AccountId,
  told: CustomerDetails,
): Promise<void> {
  const now = await getCustomerDetails(tx, accountId);
  if (isDeepStrictEqual(now, told) || !(await findCustomerId(tx, accountId))) return;
  if (await isToBeTold(tx, accountId)) return;
  const call = { accountId, id: newId<GatewayCallId>(), collectionId: null };
  await insertCall(tx, { ...call, kind: "update_customer", request: {} });
}

/** Asks the processor what an account pays with, and keeps that. False where it is nobody there yet. */
export async function refreshMethods(
  db: Db,
  gateway: PaymentGateway,
  accountId: AccountId,
): Promise<boolean> {
  const customerId = await readAs(db, { role: "tallybook_app" }, (tx) =>
    findCustomerId(tx, accountId),
  );
  if (!customerId) return false;
  const methods = await gateway.listPaymentMethods(customerId);
  await inTransaction(db, (tx) => keepMethods(tx, accountId, methods));
  return true;
}

/**
 * Keeps what an account pays with as the processor has it. Another default is another chance: what failed before is
 * tried with it at once, and with that the account is healed without anybody asking (BOOKS B4).
 */
export async function keepMethods(
  tx: Tx,
  accountId: AccountId,
  methods: readonly PaymentMethodFacts[],
): Promise<void> {
  const { books } = await lockAccounts(tx, [accountId]);
  const before = await findDefaultMethod(tx, accountId);
  await writePaymentMethods(tx, accountId, methods);
  const now = await findDefaultMethod(tx, accountId);
  if (now !== undefined && now !== before) await retryFailed(tx, accountId);
  for (const { now: at } of books) {
    await followMethods(tx, accountId, { before, now, at: cutToSeconds(at) });
  }
}

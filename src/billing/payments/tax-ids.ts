import type { Tx } from "@/db/client";
import { type AccountId, type GatewayCallId, newId } from "@/lib/ids";
import { compactTaxId, registeredTaxId } from "@/lib/tax-ids";
import { lockAccounts } from "../snapshot";
import { insertCall } from "./call-queries";
import type { TaxIdFacts } from "./gateway";
import { beginTaxIdCheck, endTaxIdCheck, findTaxIdCheck, writeTaxIdCheck } from "./tax-id-queries";

type Named = { kind: string; value: string };

/** However it is spaced; none is the same as none. */
export function isSameTaxId(one: Named | undefined, other: Named | undefined): boolean {
  if (!one || !other) return one === other;
  return one.kind === other.kind && compactTaxId(one.value) === compactTaxId(other.value);
}

/**
 * Has the register of an account's tax id asked, by way of the processor, when the id is another than the one
 * asked about last; one that no register knows of is forgotten there. Decides no tax.
 */
export async function askTaxIdCheck(
  tx: Tx,
  accountId: AccountId,
  { taxId, country }: { taxId: string | null; country: string | null },
): Promise<void> {
  await lockAccounts(tx, [accountId]);
  const wanted = registeredTaxId(taxId, country) ?? undefined;
  const asked = await findTaxIdCheck(tx, accountId);
  if (isSameTaxId(wanted, asked)) return;
  if (wanted) await beginTaxIdCheck(tx, accountId, wanted);
  else await endTaxIdCheck(tx, accountId);
  await callForTaxId(tx, accountId);
}

/** Keeps what is said of the tax id that is asked about; of any other it says nothing. */
export async function keepTaxIds(
  tx: Tx,
  accountId: AccountId,
  listed: readonly TaxIdFacts[],
): Promise<void> {
  await lockAccounts(tx, [accountId]);
  const asked = await findTaxIdCheck(tx, accountId);
  const said = asked && listed.find((one) => isSameTaxId(one, asked));
  if (said) await writeTaxIdCheck(tx, accountId, said);
}

/** Has the processor brought to what is asked about. */
export async function callForTaxId(tx: Tx, accountId: AccountId): Promise<void> {
  const call = { accountId, id: newId<GatewayCallId>(), collectionId: null };
  await insertCall(tx, { ...call, kind: "check_tax_id", request: {} });
}

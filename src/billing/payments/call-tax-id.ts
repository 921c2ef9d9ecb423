import { readAs } from "@/db/transaction";
import type { CallKind } from "./call-kinds";
import { customerOf } from "./customers";
import type { TaxIdFacts } from "./gateway";
import { findTaxIdCheck, refuseTaxId, type TaxIdCheck } from "./tax-id-queries";
import { callForTaxId, isSameTaxId, keepTaxIds } from "./tax-ids";

type Answer = { wanted: TaxIdCheck | undefined; listed: TaxIdFacts[] };

/**
 * Brings the processor's tax ids of an account to the one that is asked about now, whatever it was when the call was
 * written down: what is there besides goes, what is missing is added, and its register is asked. Made again it finds
 * that done.
 */
export const checkTaxId: CallKind<Answer> = {
  async ask({ db, gateway, call: { accountId, id: key } }) {
    const customerId = await customerOf(db, gateway, accountId);
    const wanted = await readAs(db, { role: "tallybook_app" }, (tx) =>
      findTaxIdCheck(tx, accountId),
    );
    const there = await gateway.listTaxIds(customerId);
    for (const one of there) {
      if (!isSameTaxId(one, wanted)) await gateway.removeTaxId(customerId, one.id, key);
    }
    if (wanted && !there.some((one) => isSameTaxId(one, wanted))) {
      await gateway.addTaxId(customerId, wanted, key);
    }
    return { wanted, listed: await gateway.listTaxIds(customerId) };
  },
  async settle(tx, { accountId }, { wanted, listed }) {
    await keepTaxIds(tx, accountId, listed);
    // Of two calls made at the same time the one that asked for less may have ended last.
    if (!isSameTaxId(await findTaxIdCheck(tx, accountId), wanted))
      await callForTaxId(tx, accountId);
    return null;
  },
  /** It is written as none the processor knows. */
  async refused(tx, { accountId }) {
    await refuseTaxId(tx, accountId);
  },
};

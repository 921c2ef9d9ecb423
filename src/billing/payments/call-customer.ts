import { readAs } from "@/db/transaction";
import { lockAccounts } from "../snapshot";
import type { CallKind } from "./call-kinds";
import { getCustomerDetails } from "./customer-queries";
import { customerOf, tellChange } from "./customers";
import type { CustomerDetails } from "./gateway";

/**
 * Brings the processor's customer to who the account is now, whatever changed when the call was written down. Each
 * try has a key of its own: told twice it is the same, and an answer of before says nothing of what is told now.
 */
export const updateCustomer: CallKind<CustomerDetails> = {
  async ask({ db, gateway, call: { accountId, id, attempts } }) {
    const customerId = await customerOf(db, gateway, accountId);
    const details = await readAs(db, { role: "tallybook_app" }, (tx) =>
      getCustomerDetails(tx, accountId),
    );
    await gateway.updateCustomer(customerId, details, `${id}:${attempts}`);
    return details;
  },
  async settle(tx, { accountId }, told) {
    await lockAccounts(tx, [accountId]);
    // Of two told at the same time the one that knew less may have ended last.
    await tellChange(tx, accountId, told);
    return null;
  },
};

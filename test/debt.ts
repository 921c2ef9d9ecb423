import { AccountDraft } from "@/billing/account-draft";
import { commit } from "@/billing/commit";
import { oweCredits } from "@/billing/credits/decide-grant";
import { lockSnapshot } from "@/billing/snapshot";
import { inTransaction } from "@/db/transaction";
import { author, type Customer } from "./books";

/** The operations that take spent credits back come later; the Decision they will make is this. */
export async function owe(customer: Customer, credits: bigint): Promise<void> {
  await inTransaction(customer.db, async (tx) => {
    const { snapshot } = await lockSnapshot(tx, customer.id);
    const draft = new AccountDraft(snapshot, author);
    oweCredits(draft, credits, "Taken back after it was spent");
    await commit(tx, [draft.finish(snapshot.t)]);
  });
}

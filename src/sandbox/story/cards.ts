import { customerOf, refreshMethods } from "@/billing/payments/customers";
import type { PaymentGateway } from "@/billing/payments/gateway";
import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";
import type { AccountId } from "@/lib/ids";
import { openStripe } from "@/stripe/client";
import { gatewayOf } from "@/stripe/gateway";
import { attachCard, type Played } from "../stripe/ask";
import { cast } from "./cast";
import { accountIdOf } from "./ids";
import { playCards } from "./play-cards";

/** What somebody pays with, where it is not an ordinary card; nothing: at the page of each invoice. */
const others: Record<string, string | undefined> = {
  "past-due": "pm_card_chargeCustomerFail",
  new: "pm_card_authenticationRequired",
  prepaid: undefined,
  "money-back": "pm_card_pendingRefund",
};

/**
 * Gives everybody of the story something to pay with, at whoever plays Stripe. Whoever was asked about once is left
 * alone: a card they took away stays away.
 */
export async function giveCards(db: Db, at: Played): Promise<void> {
  const here = { perSecond: 500, burst: 500 };
  const gateway = gatewayOf(openStripe(at, { pace: here }));
  for (const { code, person } of cast) {
    if (!person) continue;
    const card = person.slug in others ? others[person.slug] : "pm_card_visa";
    await giveCard(db, { at, gateway, accountId: accountIdOf(code), card });
  }
  await playCards(db, { at, gateway });
}

type Giving = { at: Played; gateway: PaymentGateway; accountId: AccountId; card?: string };

async function giveCard(db: Db, { at, gateway, accountId, card }: Giving): Promise<void> {
  if (card === undefined || !(await isUnasked(db, accountId))) return;
  const customerId = await customerOf(db, gateway, accountId);
  const key = `${accountId}:story-card`;
  const { id } = await attachCard(at, { card, customerId, key });
  await gateway.setDefaultMethod(customerId, id, key);
  await refreshMethods(db, gateway, accountId);
}

/** Of the story that stands: an older one has not everybody of today's in it. */
async function isUnasked(db: Db, accountId: AccountId): Promise<boolean> {
  const found = await readAs(db, { role: "tallybook_app" }, (tx) =>
    tx
      .selectFrom("accounts as a")
      .leftJoin("processor_customers as c", "c.account_id", "a.id")
      .where("a.id", "=", accountId)
      .where("c.methods_at", "is", null)
      .select("a.id")
      .executeTakeFirst(),
  );
  return found !== undefined;
}

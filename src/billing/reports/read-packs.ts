import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { share } from "@/lib/money";
import { amountOf } from "@/lib/unit-price";
import { packWithTax } from "../invoices/price-with-tax";
import { getTerms } from "../invoices/tax-queries";
import { termsAt } from "../invoices/tax-rule";
import type { PackOffers } from "../plans/pack-offers";
import { listOverdue } from "./alert-queries";
import { findCurrentPlan, getAccountHead, getHeldAndDebt, getNow } from "./queries";
import { readTaxMissing } from "./read-tax-missing";
import { listPacksToPay } from "./waiting-queries";

/**
 * CP1: the credits an account can buy, each with what it comes to by the account's own tax as of now, and
 * what it should know before it buys. A price for 1,000 credits is rounded half-up to the minor unit: it is
 * for comparing, nothing is charged by it.
 */
export async function readPacks(tx: Tx, accountId: AccountId, { items, custom }: PackOffers) {
  const asOf = await getNow(tx);
  const { currency } = await getAccountHead(tx, accountId);
  const terms = termsAt(await getTerms(tx, accountId), asOf);
  const [overdue] = await listOverdue(tx, { accountId, at: asOf });
  return {
    ...{ asOf, currency },
    items: items.map((offer) => ({
      ...offer,
      perThousand: share(offer.price, 1_000n, offer.credits),
      ...packWithTax(offer.price, { terms, at: asOf }),
    })),
    custom: custom && {
      ...custom,
      perThousand: amountOf({ ...custom, quantity: 1_000n }),
    },
    tax: terms.tax,
    taxMissing: await readTaxMissing(tx, accountId),
    onPlan: (await findCurrentPlan(tx, accountId)) !== undefined,
    debt: (await getHeldAndDebt(tx, accountId)).debt,
    overdue: overdue
      ? {
          ...{ id: overdue.id, number: overdue.number },
          due: { minor: overdue.due, currency: overdue.currency },
        }
      : null,
    toPay: await listPacksToPay(tx, accountId),
  };
}

import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { formatMoney } from "@/lib/money";
import type { Author } from "../decision";
import { packWithTax } from "../invoices/price-with-tax";
import { termsAt } from "../invoices/tax-rule";
import { upToDate } from "../operate";
import type { CurrentCatalog } from "../plans/current-catalog";
import { saleOf } from "../plans/decide-pack";
import { lockAccounts } from "../snapshot";
import type { Snapshot } from "../state";
import { findDefaultMethod } from "./customer-queries";
import { isOnFile } from "./method-queries";
import { isOfMoneyBack, topUpBounds } from "./top-up";
import {
  type AutoTopUp,
  findAutoTopUp,
  writeAgreed,
  writeResumed,
  writeSwitchedOff,
} from "./top-up-queries";

export type TopUpWish = Pick<
  AutoTopUp,
  "threshold" | "pack" | "methodId" | "capMinor" | "cooldownMinutes"
> & {
  /** That packs are bought and paid without being asked again: off until somebody says so. */
  consent: boolean;
};

/**
 * Somebody agrees to be sold a pack whenever fewer credits than the threshold are left. It lifts a pause, save one
 * for a refund or a dispute: that is resumed by itself, for its own reason. Asked twice it is the same.
 *
 * Errors: `invalid_input` with the field; `unknown_pack`; `no_processor`.
 */
export async function agreeToTopUp(
  tx: Tx,
  {
    accountId,
    author,
    hasProcessor,
  }: { accountId: AccountId; author: Author; hasProcessor: boolean },
  wish: TopUpWish,
): Promise<void> {
  const { snapshot, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  assertAgreed(wish);
  assertCapReached(snapshot, catalog, wish);
  await assertPayable(tx, accountId, wish.methodId);
  if (!hasProcessor) {
    throw new BillingError("no_processor", "No payment processor is set up here.");
  }
  const earlier = await findAutoTopUp(tx, accountId);
  const because = earlier?.pausedBecause ?? null;
  const { consent: _, ...terms } = wish;
  await writeAgreed(tx, accountId, {
    ...{ ...terms, by: author.actor, at: snapshot.t },
    keepsPause: because !== null && isOfMoneyBack(because),
  });
}

/** Nothing more is bought by itself. What is on its way to its money goes on. */
export async function switchTopUpOff(tx: Tx, accountId: AccountId): Promise<void> {
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  await writeSwitchedOff(tx, accountId, snapshot.t);
}

/** Somebody lifts a pause, whatever it was for. Where nothing is paused nothing happens. */
export async function resumeTopUp(tx: Tx, accountId: AccountId): Promise<void> {
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const settings = await findAutoTopUp(tx, accountId);
  if (!settings?.enabled || !settings.pausedAt) return;
  await assertPayable(tx, accountId, settings.methodId);
  await writeResumed(tx, accountId, snapshot.t);
}

function assertAgreed({ consent, threshold, cooldownMinutes }: TopUpWish): void {
  if (!consent) {
    throw refused("consent", "Say that you agree to packs being bought without being asked again.");
  }
  const { threshold: credits, cooldownMinutes: minutes } = topUpBounds;
  if (threshold < credits.least || threshold > credits.most) {
    throw refused("threshold", `The threshold must be from ${credits.least} to ${credits.most}.`);
  }
  if (cooldownMinutes < minutes.least || cooldownMinutes > minutes.most) {
    throw refused(
      "cooldownMinutes",
      `The pause between two must be from ${minutes.least} to ${minutes.most} minutes.`,
    );
  }
}

/** A cap no order fits under would buy nothing, ever. */
function assertCapReached(
  { terms, currency, t: at }: Snapshot,
  catalog: CurrentCatalog,
  { pack, capMinor }: TopUpWish,
): void {
  const { priceMinor } = saleOf(catalog, { pack }, currency);
  const price = { minor: priceMinor, currency };
  const { total } = packWithTax(price, { terms: termsAt(terms, at), at });
  if (capMinor >= total.minor) return;
  throw refused("cap", `One pack costs ${formatMoney(total, "en")}: the cap is less.`, {
    least: total.minor,
  });
}

async function assertPayable(tx: Tx, accountId: AccountId, methodId: string | null) {
  if (methodId !== null) {
    if (await isOnFile(tx, accountId, methodId)) return;
    throw refused("methodId", "That is not on file. Choose what it is paid with.");
  }
  if ((await findDefaultMethod(tx, accountId)) !== undefined) return;
  throw refused("methodId", "Nothing is on file to pay with. Add a card first.");
}

function refused(field: string, message: string, facts: { least?: bigint } = {}): BillingError {
  return new BillingError("invalid_input", message, { field, ...facts });
}

import { agreeToTopUp } from "@/billing/payments/agree-top-up";
import { customerOf } from "@/billing/payments/customers";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { payNow } from "@/billing/payments/pay-now";
import { previewRefund } from "@/billing/refunds/preview";
import { requestRefund } from "@/billing/refunds/request";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { assert } from "@/lib/errors";
import { isDisputed, openDispute, type Played, slowRefunds } from "../stripe/ask";
import { cast, staffMember } from "./cast";
import type { Member } from "./customer";
import { request } from "./doings";
import { accountIdOf, personIdOf } from "./ids";
import { findPlayed, listCharges, listUnpaid, type PlayedCharge } from "./played-queries";

type Playing = { at: Played; gateway: PaymentGateway };

const bankTakesDays = 5;

/**
 * What the story's cards do once there are cards: packs are paid, the bank takes the money of one back, half of
 * another goes back by our own hand, and somebody agrees to be sold packs. Each step looks first whether it was
 * done, so that a start which was interrupted goes on.
 */
export async function playCards(db: Db, playing: Playing): Promise<void> {
  for (const member of cast) {
    if (member.person?.slug === "money-back") await playMoneyBack(db, member, playing);
    if (member.person?.slug === "top-up") await playTopUp(db, member);
  }
}

async function playMoneyBack(db: Db, member: Member, playing: Playing): Promise<void> {
  const accountId = accountIdOf(member.code);
  const customer = userOf(member);
  for (const invoiceId of await listUnpaid(db, accountId)) {
    const payment = { accountId, invoiceId, author: customer, how: "method" } as const;
    const { outcome } = await payNow(db, playing.gateway, payment);
    assert(outcome === "paid", "a card of the story pays");
  }
  const [older, newer] = await listCharges(db, accountId);
  if (older && !(await isDisputed(playing.at, older.chargeId))) {
    const reason = "product_not_received";
    await openDispute(playing.at, { charge: older.chargeId, reason });
  }
  if (newer && !(await findPlayed(db, accountId)).refund) {
    await refundHalf(db, { member, playing, charge: newer });
  }
}

/** Half of a pack, which the bank takes days to hand on. */
async function refundHalf(
  db: Db,
  { member, playing, charge }: { member: Member; playing: Playing; charge: PlayedCharge },
): Promise<void> {
  const accountId = accountIdOf(member.code);
  const customer = await customerOf(db, playing.gateway, accountId);
  await slowRefunds(playing.at, { customer, seconds: bankTakesDays * 86_400 });
  const author = { actor: `staff:${personIdOf(staffMember.email)}`, requestId: "story" };
  const { invoiceId, amountMinor } = charge;
  const of = { kind: "amount", grossMinor: amountMinor / 2n } as const;
  await inTransaction(db, async (tx) => {
    const wanted = { invoiceId, of, destination: "card", period: "keep" } as const;
    const { quoteId } = await previewRefund(tx, { accountId, author }, wanted);
    const chosen = { policy: "proportional", shortfall: "write_off", quoteId } as const;
    const reason = "Bought twice; half of it is not needed";
    const { stale } = await requestRefund(tx, {
      ...request(member, "refund", author),
      ...{ ...chosen, reason },
    });
    assert(!stale, "a quote just made holds");
  });
}

async function playTopUp(db: Db, member: Member): Promise<void> {
  const accountId = accountIdOf(member.code);
  if ((await findPlayed(db, accountId)).topUp) return;
  const terms = { threshold: 1_000n, pack: "pack_10000", capMinor: 30_000n, cooldownMinutes: 60 };
  await inTransaction(db, (tx) =>
    agreeToTopUp(
      tx,
      { accountId, author: userOf(member), hasProcessor: true },
      { ...terms, methodId: null, consent: true },
    ),
  );
}

function userOf({ person }: Member) {
  assert(person, "they have somebody who signs in");
  return { actor: `user:${personIdOf(person.email)}`, requestId: "story" };
}

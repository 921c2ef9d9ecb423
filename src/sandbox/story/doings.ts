import { setBillingDetails } from "@/billing/accounts/billing-details";
import { upsertAccount } from "@/billing/accounts/upsert";
import { grantCredits } from "@/billing/credits/grant";
import { holdCredits } from "@/billing/credits/hold";
import { applyDiscount } from "@/billing/invoices/discounts";
import { hashRequest } from "@/billing/operate";
import { confirmQuote, previewChange, previewPack } from "@/billing/plans/change";
import { startSubscription } from "@/billing/plans/start";
import { previewRefund } from "@/billing/refunds/preview";
import { requestRefund } from "@/billing/refunds/request";
import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import { type GrantId, type HoldId, newId, type SubscriptionId } from "@/lib/ids";
import { ppmOf } from "@/lib/percent";
import { addSeconds } from "@/lib/time";
import { setClock } from "../clock";
import { makeAlertRules } from "./alert-rules";
import { dayBefore, instant } from "./calendar";
import { staffMember } from "./cast";
import { chanceOf } from "./chance";
import type { Gift, Member, Wish } from "./customer";
import { accountIdOf } from "./ids";
import { firstInvoiceOf } from "./played-queries";

/** Something that happens at an instant of the story, by one of the product's own operations. */
export type Doing = { at: Date; run: (tx: Tx) => Promise<unknown> };

/** The app's backend, which opens accounts and reports use. */
export const backend = { actor: "key:story", requestId: "story" };
/** Their second program, which renders video. */
export const renderFarm = { actor: "key:story-render", requestId: "story" };
/** Our own people. */
export const staff = { actor: `staff:${staffMember.email}`, requestId: "story" };

/** When a customer came: on the day the cast names, in the morning. */
export function cameAt(member: Member, now: Date): Date {
  const morning = (8 + 5 * chanceOf(member.code)()) * 3_600;
  return instant(dayBefore(now, member.age), morning);
}

/** Everything but use and payment that a customer does, or that we do for them. */
export function doingsOf(member: Member, now: Date): Doing[] {
  const came = cameAt(member, now);
  const gifts = (member.gifts ?? []).map((gift, index) => {
    const at = addSeconds(came, gift.afterDays * 86_400 + 60);
    return { at, run: (tx: Tx) => give(tx, member, { ...gift, index, at }) };
  });
  return [
    { at: came, run: (tx: Tx) => open(tx, member, came) },
    { at: addSeconds(came, 3_600), run: (tx: Tx) => makeAlertRules(tx, member) },
    ...gifts,
    ...wishesOf(member, now),
    ...givenBackOf(member, now),
    ...holdsOf(member, now),
  ].filter(({ at }) => at <= now);
}

/** The address and everything else a request names, under a key that says what it was for. */
export function request(member: Member, what: string, author = backend) {
  const accountId = accountIdOf(member.code);
  const key = `story-${what}`;
  return { accountId, author, key, procedure: what, requestHash: hashRequest(what, member.code) };
}

/** The clock is set again before each step: on a busy machine the one before may have taken a second. */
async function open(tx: Tx, member: Member, at: Date): Promise<void> {
  const { code, name, zone, plan, trialDays = null } = member;
  const email = member.person?.email ?? `billing@${code}.example`;
  const input = { externalId: code, name, email, currency: "usd", timezone: zone };
  await upsertAccount(tx, input, accountIdOf(code));
  if (member.terms) await agree(tx, member, { ...member.terms, at });
  if (plan === null) return;
  await setClock(tx, at);
  const common = { id: newId<SubscriptionId>(), startsAt: null, grants: "on_issue" as const };
  const start = { ...common, plan, trialDays };
  await startSubscription(tx, { ...request(member, "start"), start });
}

async function give(
  tx: Tx,
  member: Member,
  { credits, category, reason, validDays, index, at }: Gift & { index: number; at: Date },
): Promise<void> {
  const expiresAt = addSeconds(at, validDays * 86_400);
  const what = { credits, category, priority: 50, effectiveAt: null, expiresAt, reason };
  const asked = request(member, `gift-${index}`, staff);
  await grantCredits(tx, { ...asked, grant: { id: newId<GrantId>(), ...what } });
}

async function agree(
  tx: Tx,
  { code }: Member,
  { details, discount: { code: name, percent }, at }: NonNullable<Member["terms"]> & { at: Date },
): Promise<void> {
  const accountId = accountIdOf(code);
  await setBillingDetails(tx, accountId, details);
  const off = { kind: "percent" as const, ppm: ppmOf(percent) };
  await setClock(tx, at);
  await applyDiscount(tx, accountId, { code: name, off, cycles: null });
}

function wishesOf(member: Member, now: Date): Doing[] {
  return (member.wishes ?? []).map((wish, index) => {
    const at =
      "afterDays" in wish
        ? addSeconds(cameAt(member, now), wish.afterDays * 86_400 + 120)
        : cameAt({ ...member, age: { months: 0, days: wish.daysAgo } }, now);
    const run = async (tx: Tx) => {
      const asked = request(member, `wish-${index}`);
      const { quoteId } = await previewOf(tx, asked, wish);
      await setClock(tx, at);
      const { stale } = await confirmQuote(tx, { ...asked, quoteId });
      assert(!stale, "a quote just made holds");
    };
    return { at, run };
  });
}

/** As account credit: what came by bank transfer goes back to no card. */
function givenBackOf(member: Member, now: Date): Doing[] {
  if (!member.givenBack) return [];
  const { afterDays, grossMinor, reason } = member.givenBack;
  const at = addSeconds(cameAt(member, now), afterDays * 86_400 + 180);
  const run = async (tx: Tx) => {
    const asked = request(member, "refund", staff);
    const invoiceId = await firstInvoiceOf(tx, asked.accountId);
    const of = { kind: "amount", grossMinor } as const;
    const wanted = { invoiceId, of, destination: "account_credit", period: "keep" } as const;
    const { quoteId } = await previewRefund(tx, asked, wanted);
    await setClock(tx, at);
    const chosen = { policy: "proportional", shortfall: "write_off", quoteId, reason } as const;
    const { stale } = await requestRefund(tx, { ...asked, ...chosen });
    assert(!stale, "a quote just made holds");
  };
  return [{ at, run }];
}

/** A plan as the app arranged it; credits come with their money, as for everybody in the portal. */
function previewOf(tx: Tx, asker: ReturnType<typeof request>, wish: Wish) {
  if ("pack" in wish) {
    return previewPack(tx, asker, { pack: wish.pack, grants: "on_payment" });
  }
  const { plan, when } = wish;
  return previewChange(tx, asker, { plan, when, anchor: null, grants: "on_issue" });
}

/** Long jobs that are running now: their credits are set aside until they end. */
function holdsOf(member: Member, now: Date): Doing[] {
  if (!member.holds) return [];
  return [
    { beforeSeconds: 5_400, credits: 1_200n },
    { beforeSeconds: 900, credits: 640n },
  ].map(({ beforeSeconds, credits }, index) => {
    const at = addSeconds(now, -beforeSeconds);
    const hold = { credits, feature: "video_second", quantity: credits / 20n };
    const expiresAt = addSeconds(at, 86_400);
    return {
      at,
      run: (tx: Tx) =>
        holdCredits(tx, {
          ...request(member, `hold-${index}`),
          hold: { id: newId<HoldId>(), ...hold, expiresAt },
        }),
    };
  });
}

import { randomUUID } from "node:crypto";
import { type Target, tell } from "./call";
import { service } from "./service";

export type Account = { externalId: string; id: string };

/** An account with promotional credits and no plan, so that nothing but the test moves it. */
export async function accountWith(target: Target, credits: bigint): Promise<Account> {
  const externalId = `e2e-${randomUUID()}`;
  const { id } = await tell<{ id: string }>(target, "service.accounts.upsert", {
    externalId,
    name: "Nimbus Robotics",
    email: "billing@nimbus.example",
    currency: "usd",
  });
  await tell(target, "service.credits.grant", {
    account: externalId,
    credits,
    category: "promo",
    reason: "To be spent",
    idempotencyKey: externalId,
  });
  return { externalId, id };
}

export async function balanceOf(
  target: Target,
  { externalId }: Account,
): Promise<{ available: bigint; held: bigint }> {
  return await service(target).ask("service.credits.balance", { account: externalId });
}

/** A time by the sandbox's own clock. */
export async function hoursAhead(target: Target, hours: number): Promise<Date> {
  const { now } = await service(target).ask<{ now: Date }>("sandbox.clock.get");
  return new Date(now.getTime() + hours * 3_600_000);
}

import { randomInt, randomUUID } from "node:crypto";
import { pageRoutes } from "./routes";
import { service } from "./service";

/** An account whose every figure and name is found nowhere else, so that a leak is seen in any text. */
export type Marked = {
  externalId: string;
  name: string;
  /** What an answer for somebody else must not hold. */
  secrets: string[];
  ids: Record<string, string>;
};

export async function markedAccount(): Promise<Marked> {
  const { ask, tell } = service();
  const externalId = `marked-${randomUUID()}`;
  const name = `Quartz ${randomUUID().slice(0, 13)}`;
  const { id } = await tell<{ id: string }>("service.accounts.upsert", {
    externalId,
    name,
    email: `${externalId}@example.com`,
    currency: "usd",
  });
  await tell("service.subscriptions.start", {
    account: externalId,
    plan: "pro",
    idempotencyKey: randomUUID(),
  });
  const credits = BigInt(randomInt(1_000_001, 9_999_999));
  const reason = `For ${randomUUID()}`;
  const { grantId } = await tell<{ grantId: string }>("service.credits.grant", {
    account: externalId,
    credits,
    category: "promo",
    reason,
    idempotencyKey: randomUUID(),
  });
  await tell("service.credits.consume", {
    account: externalId,
    feature: "api_call",
    quantity: 137n,
    idempotencyKey: randomUUID(),
  });
  const { items } = await ask<{ items: { id: string; number: string }[] }>(
    "service.invoices.list",
    {
      account: externalId,
    },
  );
  const [invoice] = items;
  if (!invoice) throw new Error("A plan that starts is invoiced");
  const figures = [credits.toLocaleString("en-US"), String(credits)];
  return {
    externalId,
    name,
    secrets: [id, externalId, name, reason, grantId, invoice.id, invoice.number, ...figures],
    ids: { id: invoice.id, invoice: invoice.id, grant: grantId },
  };
}

export async function linkTo({ externalId }: Marked): Promise<string> {
  const { url } = await service().tell<{ url: string }>("service.portalSessions.create", {
    account: externalId,
  });
  return url;
}

/** Every page there is, with this account's ids where a page takes one. */
export function pagesOf({ ids }: Marked): string[] {
  return pageRoutes()
    .filter((route) => !route.includes("[code]"))
    .map((route) => route.replace(/\[(\w+)\]/g, (_, name) => ids[name] ?? "1"));
}

/** Which of an account's secrets stand in a text. */
export function leaked({ secrets }: Marked, text: string): string[] {
  return secrets.filter((secret) => text.includes(secret));
}

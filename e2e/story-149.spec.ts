import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { createTallybook } from "@/client/index";
import { test } from "./own-sandbox";

const usd = (minor: bigint) => ({ minor, currency: "usd" });

test("a month of pro with 5,000 calls beyond the allowance costs $149.00, to the API and on the page", async ({
  own,
  page,
}) => {
  const tallybook = createTallybook({ url: own.url, apiKey: own.serviceKey });
  const { accounts, subscriptions, credits, invoices, portalSessions, sandbox } = tallybook;
  const account = `e2e-${randomUUID()}`;
  await accounts.upsert({
    externalId: account,
    name: "Nimbus Robotics",
    email: "billing@nimbus.example",
    currency: "usd",
  });
  const { invoiceId, planPeriod } = await subscriptions.start({ account, plan: "pro" });
  const first = await sandbox.invoices.markPaid({ invoiceId: invoiceId ?? "" });
  expect(first).toMatchObject({ status: "paid", total: usd(9_900n), due: usd(0n) });

  const uses = Array.from({ length: 25 }, () =>
    credits.consume({ account, feature: "api_call", quantity: 1_000 }),
  );
  const overage = (await Promise.all(uses)).reduce((sum, use) => sum + use.overage, 0n);
  expect(overage).toBe(5_000n);
  expect(await credits.balance({ account })).toMatchObject({ available: 0n, overage: 5_000n });

  // The boundary, and the hour in which late use may still come.
  await sandbox.clock.advance({ to: new Date(planPeriod.endsAt.getTime() + 3_600_000) });
  const { items } = await invoices.list({ account });
  expect(items).toHaveLength(2);
  const second = await invoices.get({ account, invoiceId: items[0]?.id ?? "" });
  expect(second).toMatchObject({ status: "issued", total: usd(14_900n), due: usd(14_900n) });
  const lines = second.lines.map(({ kind, quantity, unitPrice, amount }) => ({
    ...{ kind, quantity, amount, unitPrice: Number(unitPrice) },
  }));
  expect(lines.sort((one, other) => one.kind.localeCompare(other.kind))).toEqual([
    { kind: "overage", quantity: 5_000n, unitPrice: 0.01, amount: usd(5_000n) },
    { kind: "plan", quantity: 1n, unitPrice: 99, amount: usd(9_900n) },
  ]);

  await page.goto((await portalSessions.create({ account })).url);
  const row = page
    .getByRole("region", { name: "Invoices" })
    .getByRole("row", { name: second.number ?? "an issued invoice" });
  await expect(row.getByRole("cell").last()).toHaveText("$149.00");
  await expect(row).toContainText("$99.00");
  await expect(row).toContainText("Overage, 5,000 credits × $0.01");
  await expect(row).toContainText("$50.00");
});

import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { newAccount, openPortal } from "./customer";
import { expectSum, explain } from "./explained";
import { complaintsOf, expectSound, persona } from "./look";
import { service } from "./service";

/** Pro with $99.00 to pay, 300 of its 20,000 credits used and 200 on hold. */
async function usedAccount(): Promise<{ account: string; id: string }> {
  const account = await newAccount();
  const { tell } = service();
  const { id } = await service().ask<{ id: string }>("service.accounts.get", { account });
  const key = () => ({ idempotencyKey: randomUUID() });
  await tell("service.subscriptions.start", { account, plan: "pro", grants: "on_issue", ...key() });
  await tell("service.credits.consume", { account, feature: "api_call", quantity: 300n, ...key() });
  const expiresAt = new Date(Date.now() + 86_400_000);
  await tell("service.credits.hold", { account, credits: 200n, expiresAt, ...key() });
  return { account, id };
}

test("a customer asks a figure to explain itself, and follows it to where it comes from", async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const { account } = await usedAccount();
  await openPortal(page, account);

  const balance = await explain(page, "Available credits");
  await expectSum(balance, "19,500");
  await expectSound(page, 1280);
  await balance.getByText(/rows? of the ledger behind it/).click();
  await expect(balance.getByRole("link", { name: /^Entry/ }).first()).toBeVisible();
  await balance.getByRole("link", { name: "Plan allowance" }).click();
  await expect(page).toHaveURL(/\/credits\?grant=/);

  await page.goto("/credits");
  const held = await explain(page, "Credits on hold");
  await expectSum(held, "200");
  await held.getByRole("link", { name: "On hold" }).click();
  await expect(page.getByRole("heading", { name: /^Entry/ })).toBeVisible();

  await page.goto("/invoices");
  const due = await explain(page, "Open on invoices");
  await expectSum(due, "$99.00");
  await due.getByRole("link", { name: /^INV-/ }).first().click();
  await page.getByRole("link", { name: "The usage it covers" }).click();
  await expect(page.getByRole("heading", { name: "The usage a line covers" })).toBeVisible();
  await expect(page.getByRole("table", { name: "By feature" })).toContainText("api_call");
  await expect(page.getByRole("table", { name: "By day" }).getByRole("row").last()).toContainText(
    "300",
  );
  await page.setViewportSize({ width: 360, height: 900 });
  await expectSound(page, 360);

  await page.goto("/invoices/charges");
  await expect(page.getByRole("heading", { name: /^Charged for/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /Pro/ })).toContainText("$99.00");
  await expectSound(page, 360);
  expect(complaints).toEqual([]);
});

test("staff ask for a customer's figures, and follow one to the ledger transaction behind it", async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const { id } = await usedAccount();
  await page.goto(persona("staff-support").url);
  await page.goto(`/staff/customers/${id}`);
  await expectSum(await explain(page, "Available credits"), "19,500");
  const deferred = await explain(page, "Charged, not earned yet");
  await expectSum(deferred, "$99.00");
  await expectSound(page, 1280);
  await deferred.getByText(/rows? of the ledger behind it/).click();
  await deferred
    .getByRole("link", { name: /^Entry/ })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/staff/customers/${id}/ledger/\\d+$`));
  await expect(page.getByRole("table", { name: "Transfers" })).toContainText("deferred_revenue");
  await expect(page.getByRole("table", { name: /^Balances before and after/ })).toBeVisible();
  await expectSound(page, 1280);
  await page.setViewportSize({ width: 360, height: 900 });
  await expectSound(page, 360);
  await page.goto(`/staff/customers/${id}/charges`);
  await expect(page.getByRole("row", { name: /Pro/ })).toContainText("$99.00");
  await expectSound(page, 360);
  expect(complaints).toEqual([]);
});

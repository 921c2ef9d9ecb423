import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { shareOf } from "../test/runs";
import { openPortal as enter, newAccount } from "./customer";
import { complaintsOf, customers, expectSound, looks } from "./look";
import { service } from "./service";

for (const [part, look] of looks.entries()) {
  test(`every persona's overview is accessible and fits: ${look.name}`, async ({ browser }) => {
    const context = await browser.newContext({
      colorScheme: look.colorScheme,
      viewport: { width: look.width, height: 900 },
    });
    const page = await context.newPage();
    const complaints = complaintsOf(page);

    for (const persona of shareOf(customers(), { part, of: 8 })) {
      await page.goto(persona.url);
      await settled(page);
      await expectSound(page, look.width);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}

test("what the overview shows is what the API says, to the credit and the cent", async ({
  page,
}) => {
  const account = await startedPro();
  const { ask, tell } = service();
  await consume(account, 12_345n);
  await tell("service.credits.grant", {
    account,
    credits: 1_500n,
    category: "promo",
    reason: "welcome",
    idempotencyKey: randomUUID(),
  });
  await openPortal(page, account);

  const balance = await ask<{ available: bigint }>("service.credits.balance", { account });
  const figures = page.getByRole("region", { name: "Balance" });
  await expect(figures.getByRole("row", { name: /^Available/ })).toContainText(
    balance.available.toLocaleString("en-US"),
  );
  await expect(figures.getByRole("row", { name: /^Promotional/ })).toContainText("1,500");
  await expect(figures.getByRole("row", { name: /^Plan allowance/ })).toContainText("7,655");

  const plan = page.getByRole("region", { name: "Plan" });
  await expect(plan).toContainText("$99.00 a month");
  await expect(plan).toContainText("Times in Europe/Berlin");

  const usage = page.getByRole("region", { name: "Usage this period" });
  await expect(usage).toContainText("12,345 credits used");
  await expect(usage).toContainText("62% of an allowance of 20,000 credits");

  const entries = page.getByRole("region", { name: "Latest entries" }).getByRole("row");
  await expect(entries.nth(1)).toHaveText(/Promotional credits.*\+1,500.*9,155/s);
  await expect(entries.nth(2)).toHaveText(/Use.*−12,345.*7,655/s);
  await expect(entries.nth(3)).toHaveText(/Plan allowance.*\+20,000.*20,000/s);

  const { items } = await ask<{ items: { number: string }[] }>("service.invoices.list", {
    account,
  });
  await expect(page.getByRole("region", { name: "Invoices" })).toContainText(
    items[0]?.number ?? "?",
  );
});

test("use beyond the allowance shows as overage and in the next invoice", async ({ page }) => {
  const account = await startedPro();
  await consume(account, 20_000n);
  await consume(account, 5_000n);
  await openPortal(page, account);

  await expect(page.getByRole("region", { name: "Balance" })).toContainText(
    "5,000 credits used beyond the balance",
  );
  await expect(page.getByRole("region", { name: "Usage this period" })).toContainText(
    "25,000 credits used",
  );
  const next = page.getByRole("region", { name: "Next invoice" });
  await expect(next.getByRole("row", { name: /^Pro plan/ })).toContainText("$99.00");
  await expect(next.getByRole("row", { name: /^Overage, 5,000 credits × \$0.01/ })).toContainText(
    "$50.00",
  );
  await expect(next.getByRole("row", { name: /^Estimated total/ })).toContainText("$149.00");
  await expect(next).toContainText("Estimate");
});

test("an account nothing has happened on is told what comes next, and of no fault", async ({
  page,
}) => {
  await openPortal(page, await newAccount());
  await expect(page.getByRole("region", { name: "How it starts" })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(/error|fail|missing|no subscription/i);
});

test("the theme can be chosen and stays chosen", async ({ page }) => {
  await openPortal(page, await newAccount());
  await page.getByText("Dark", { exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

/** All sections have come, and none has failed. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("region", { name: "Balance" }).getByText(/As of/)).toBeVisible();
  await expect(page.getByRole("status")).toHaveCount(0);
  await expect(page.getByText("could not be read")).toHaveCount(0);
}

async function openPortal(page: Page, account: string): Promise<void> {
  await enter(page, account);
  await settled(page);
}

async function startedPro(): Promise<string> {
  const account = await newAccount();
  await service().tell("service.subscriptions.start", {
    account,
    plan: "pro",
    idempotencyKey: randomUUID(),
  });
  return account;
}

async function consume(account: string, quantity: bigint): Promise<void> {
  await service().tell("service.credits.consume", {
    account,
    feature: "api_call",
    quantity,
    idempotencyKey: randomUUID(),
  });
}

import { randomUUID } from "node:crypto";
import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import { withCard } from "./cards";
import { buyPack, newAccount } from "./customer";
import { expectSum, explain, number } from "./explained";
import { expectAvailable } from "./held-against";
import { complaintsOf, expectSound, persona } from "./look";
import { service } from "./service";

/** A pack of 10,000 credits for $100.00, paid by card, of which some were used. */
async function boughtPack(browser: Browser, { card = "pm_card_visa", used = 0n }) {
  const account = await newAccount();
  await withCard(account, card);
  await buyPack(browser, account);
  if (used > 0n) {
    await expect(() => expectAvailable(account, 10_000n)).toPass({ timeout: 30_000 });
    const use = { account, feature: "api_call", quantity: used, idempotencyKey: randomUUID() };
    await service().tell("service.credits.consume", use);
  }
  type Listed = { items: { id: string; number: string }[] };
  const { items } = await service().ask<Listed>("service.invoices.list", { account });
  return { account, id: items[0]?.id ?? "", number: items[0]?.number ?? "" };
}

/** What the preview in the sheet says of its credits, and the way to the line they are of. */
async function howOf(page: Page): Promise<Locator> {
  const details = page.getByRole("dialog").locator("details");
  const how = details.filter({ hasText: "How these credits come about" });
  await how.getByText("How these credits come about").click();
  return how;
}

/** The line of the pack, where the address says. */
async function expectLine(page: Page, invoiceId: string): Promise<void> {
  await expect(page).toHaveURL(new RegExp(`/staff/invoices/${invoiceId}#line-`));
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const line = page.locator(new URL(page.url()).hash);
  await expect(line).toContainText("$100.00");
  await expect(line).toBeInViewport();
}

test("a refund’s preview explains its credits with its own figures, and leads to the line", async ({
  page,
  browser,
}) => {
  const complaints = complaintsOf(page);
  const { id } = await boughtPack(browser, { used: 6_000n });
  await page.goto(persona("staff").url);
  await page.goto(`/staff/invoices/${id}?refund=1`);
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("radio", { name: "An amount" }).check();
  await sheet.getByLabel(/^Amount in USD/).fill("60");
  const how = await howOf(page);
  await expect(how).toContainText(
    "10,000 credits × $60.00 gone back by then ÷ $100.00 charged = 6,000",
  );
  await expect(how).toContainText("6,000 credits = 4,000 taken back + 2,000 spent already");
  await expectSound(page, 1280);
  await how.getByRole("link").click();
  await expectLine(page, id);
  expect(complaints).toEqual([]);
});

test("a dispute explains what it holds, and what giving it up would take", async ({
  page,
  browser,
}) => {
  test.slow();
  const complaints = complaintsOf(page);
  const {
    account,
    id,
    number: invoice,
  } = await boughtPack(browser, { card: "pm_card_createDispute" });
  await page.goto(persona("staff").url);
  type Found = { id: string };
  const { id: owner } = await service().ask<Found>("service.accounts.get", { account });
  const row = page.getByRole("row").filter({ hasText: "$100.00" }).getByRole("link");
  await expect(async () => {
    await page.goto(`/staff/disputes?state=all&account=${owner}`);
    await expect(row.first()).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await row.first().click();
  await expect(page.getByRole("main")).toContainText(invoice);
  const dispute = page.url();

  const held = await explain(page, "On hold for a dispute");
  await expectSum(held, "10,000");
  await held.getByRole("link", { name: "On hold for a dispute" }).first().click();
  await expect(page).toHaveURL(/\/staff\/customers\/.*\/ledger\/\d+$/);
  await expect(page.getByRole("table", { name: "Transfers" })).toContainText("held");

  await page.goto(dispute);
  await page.getByRole("button", { name: "Give the dispute up" }).click();
  const how = await howOf(page);
  await expect(how).toContainText(
    "10,000 credits × $100.00 gone back by then ÷ $100.00 charged = 10,000",
  );
  await expect(how).toContainText("10,000 credits = 10,000 taken back");
  await how.getByRole("link").click();
  await expectLine(page, id);
  expect(complaints).toEqual([]);
});

test("the forecast explains its pace: days that add up, divided by how many there are", async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  await page.goto(persona("healthy").url);
  const forecast = page.getByRole("region", { name: "How long credits last" });
  const shown = (await forecast.getByText(/^Pace: about/).textContent()) ?? "";
  const pace = await explain(page, "Usual use of a day");
  const said = (await pace.getByText(/÷ \d+ days? =/).textContent()) ?? "";
  const [sum = 0, days = 0, mean = 0] = said.split(/÷|=/).map(number);
  await expectSum(pace, sum.toLocaleString("en-US"));
  expect(mean).toBe(Math.ceil(sum / days));
  expect(shown).toContain(mean.toLocaleString("en-US"));
  await pace.getByRole("table").getByRole("link").first().click();
  await expect(page).toHaveURL(/\/usage\?.*day=\d{4}-\d\d-\d\d/);
  expect(complaints).toEqual([]);
});

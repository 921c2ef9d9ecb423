import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { createTallybook } from "@/client/index";
import { expectCleanBooks, test } from "./own-sandbox";

const sheet = (page: Page) => page.getByRole("dialog");
const main = (page: Page) => page.getByRole("main");

async function tellCard(page: Page, number: string): Promise<void> {
  await page.getByLabel("Card number").fill(number);
  await page.getByRole("button", { name: "Save card" }).click();
}

/** To the processor's page. Right after other specs killed what runs here it may say to try again, and then that is done. */
async function addCard(page: Page): Promise<void> {
  const number = page.getByLabel("Card number");
  await expect(async () => {
    if (!(await number.isVisible())) {
      await page.getByRole("button", { name: "Add a card" }).click({ timeout: 2_000 });
    }
    await expect(number).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
}

test("from an empty account: a card declined, one the bank asks for, a plan, a pack, a failed renewal, another card, healed", async ({
  own,
  page,
}) => {
  test.slow();
  const tallybook = createTallybook({ url: own.url, apiKey: own.serviceKey });
  const { accounts, credits, invoices, portalSessions, sandbox, subscriptions } = tallybook;
  const account = `e2e-${randomUUID()}`;
  const name = "Nimbus Robotics";
  await accounts.upsert({ externalId: account, name, email: "b@nimbus.example", currency: "usd" });
  await page.goto((await portalSessions.create({ account })).url);
  await expect(page.getByRole("navigation", { name: "Pages" })).toBeVisible();
  const available = async () => (await credits.balance({ account })).available;

  await test.step("a card that is declined is not kept; one the bank asks for is, once it is proved", async () => {
    await page.goto(`${own.url}/settings/payment`);
    await addCard(page);
    await tellCard(page, "4000000000000002");
    await expect(page.getByRole("alert")).toContainText("declined");
    await tellCard(page, "4000002500003155");
    await page.getByRole("button", { name: "Complete authentication" }).click();
    await expect(main(page)).toContainText("ending in 3155 is added, and is the default.");
  });

  await test.step("a plan is started and paid with it: $99.00, and 20,000 credits", async () => {
    await page.goto(`${own.url}/plan?to=pro`);
    await sheet(page).getByRole("button", { name: "Start now" }).click();
    // Nobody has to ask for it: there is a card.
    await expect.poll(available).toBe(20_000n);
  });

  await test.step("a pack is bought and paid with it: $100.00, and 10,000 credits more", async () => {
    await page.goto(`${own.url}/packs?buy=pack_10000`);
    await sheet(page).getByRole("button", { name: "Confirm and get the invoice" }).click();
    await sheet(page).getByRole("button", { name: "Pay now" }).click();
    await expect(sheet(page)).toContainText("10,000 credits have arrived");
    expect(await available()).toBe(30_000n);
  });

  await test.step("the renewal's payment fails: the invoice is overdue at once, and the page says so", async () => {
    await sandbox.stripe.failNextPayment({ account, reason: "insufficient_funds" });
    const running = await subscriptions.get({ account });
    const endsAt = running?.planPeriod?.endsAt ?? new Date(0);
    await sandbox.clock.advance({ to: new Date(endsAt.getTime() + 3_600_000) });
    const status = async () => (await subscriptions.get({ account }))?.status;
    await expect.poll(status).toBe("past_due");
    await page.goto(own.url);
    const alerts = page.getByRole("region", { name: "Needs attention" });
    await expect(alerts).toContainText("$99.00");
  });

  await test.step("another card heals it by itself, and nothing was taken twice", async () => {
    await page.goto(`${own.url}/settings/payment`);
    await addCard(page);
    await tellCard(page, "4242424242424242");
    await expect(main(page)).toContainText("ending in 4242 is added, and is the default.");
    const statuses = async () => (await invoices.list({ account })).items.map((one) => one.status);
    await expect.poll(statuses).toEqual(["paid", "paid", "paid"]);
    // The pack's credits, and the new month's.
    expect(await available()).toBe(30_000n);
    await expectCleanBooks(own);
  });
});

import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { shareOf } from "../test/runs";
import { withCard } from "./cards";
import { newAccount, openPortal } from "./customer";
import { shownIn } from "./held-against";
import { complaintsOf, expectSound, looks, persona, signIn, speak } from "./look";
import { service } from "./service";

const sheet = (page: Page) => page.getByRole("dialog");
const confirm = (page: Page) =>
  sheet(page).getByRole("button", { name: "Confirm and get the invoice" });

async function atPacks(page: Page, currency = "usd"): Promise<string> {
  const account = await newAccount({ currency });
  await withCard(account);
  await openPortal(page, account, "/packs");
  await expect(page.getByRole("heading", { name: "Packs" })).toBeVisible();
  return account;
}

test("by keys alone: a pack is found, looked at, bought and paid", async ({ page }) => {
  const complaints = complaintsOf(page);
  await atPacks(page);
  await page.goto("/");
  // Only scripts know the theme: once it shows, they listen.
  await expect(page.getByRole("radio", { name: "Auto" })).toBeChecked();
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(page).toHaveURL(/\/packs$/);
  await expect(page.getByRole("main")).toContainText("$9.00 for 1,000 credits");
  await expect(page.getByRole("main")).toContainText("You need no plan for this");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "Buy 10,000 credits" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(confirm(page)).toBeEnabled();
  await expect(sheet(page)).toContainText("Too early to say how long they last");
  expect(await shownIn(sheet(page))).toMatchObject({ due: 10_000n, before: 0n, after: 10_000n });
  await confirm(page).focus();
  await page.keyboard.press("Enter");
  const pay = sheet(page).getByRole("button", { name: "Pay now" });
  await pay.focus();
  await page.keyboard.press("Enter");
  await expect(sheet(page)).toContainText("10,000 credits have arrived");
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toHaveCount(0);
  await expect(page).toHaveURL(/\/packs$/);
  expect(complaints).toEqual([]);
});

test("a quote that does not hold any more says why, and what is different", async ({ page }) => {
  const account = await atPacks(page);
  await page.getByRole("link", { name: "Buy 1,000 credits" }).click();
  await expect(confirm(page)).toBeEnabled();
  const vat = { treatment: "rate", name: "VAT", rate: "19", included: false };
  await service().tell("service.taxes.set", { account, ...vat });
  await confirm(page).click();
  await expect(sheet(page)).toContainText("Something has changed since you looked");
  // 19 % of $12.00.
  const moved = sheet(page).getByRole("table", { name: "What is different now" });
  await expect(moved.getByRole("row", { name: "VAT 19%" }).getByRole("cell")).toHaveText([
    ...["Nothing", "$2.28"],
  ]);
  await expect(moved.getByRole("row", { name: "Due now" }).getByRole("cell")).toHaveText([
    ...["$12.00", "$14.28"],
  ]);
  await expectSound(page, 1280);

  const { ask, tell } = service();
  const { now } = await ask<{ now: Date }>("sandbox.clock.get");
  await tell("sandbox.clock.advance", { to: new Date(now.getTime() + 16 * 60_000) });
  await confirm(page).click();
  await expect(sheet(page)).toContainText("What you saw had run out, so nothing was done.");
  await expect(sheet(page)).toContainText("The figures are the same");
  await confirm(page).click();
  await expect(sheet(page)).toContainText("Confirmed: 1,000 credits on invoice INV-");

  // A page left here has lost nothing, and as many again are not bought by mistake.
  await page.goto("/packs?buy=pack_1000");
  await expect(sheet(page)).toContainText(/Invoice INV-\d+ for as many credits still waits/);
  await page.keyboard.press("Escape");
  const waiting = page.getByRole("region", { name: "Waiting for payment" });
  await waiting.getByRole("link", { name: /^INV-/ }).click();
  await page.getByRole("button", { name: "Pay now" }).click();
  await expect(page.getByRole("button", { name: "Pay now" })).toHaveCount(0);
  await expect(page.getByRole("main")).toContainText("Paid");
  await expect(page.getByRole("button", { name: "Take the order back" })).toHaveCount(0);

  // Bought once more and taken back: nobody owes it, and nothing waits.
  await page.goto("/packs?buy=pack_1000");
  await confirm(page).click();
  await sheet(page).getByRole("button", { name: "Take the order back" }).click();
  await expect(page.getByText("The order is taken back, its invoice is void.")).toBeVisible();
  await expect(sheet(page)).toContainText("void");
  await page.keyboard.press("Escape");
  await expect(waiting).toHaveCount(0);
});

test("automatic top-up is looked back on, agreed to, buys, pauses on a declined card and goes on with another", async ({
  page,
}) => {
  test.slow();
  const complaints = complaintsOf(page);
  const account = await atPacks(page);
  const { ask, tell } = service();
  const spend = async (quantity: bigint) => {
    const use = { account, feature: "api_call", quantity, idempotencyKey: randomUUID() };
    await tell("service.credits.consume", use);
  };
  const later = async (seconds: number) => {
    const { now } = await ask<{ now: Date }>("sandbox.clock.get");
    await tell("sandbox.clock.advance", { to: new Date(now.getTime() + seconds * 1_000) });
  };
  const gift = { credits: 1_200n, category: "promo", reason: "Welcome" };
  await tell("service.credits.grant", { account, ...gift, idempotencyKey: randomUUID() });

  const part = page.getByRole("region", { name: "Automatic top-up" });
  await expect(part).toContainText("Off: nothing is bought on its own.");
  await part.getByRole("button", { name: "Set up automatic top-up" }).click();
  await sheet(page).getByLabel("Limit a month, in USD").fill("11.99");
  await expect(sheet(page)).toContainText("Type an amount of at least $12.00");
  await sheet(page).getByLabel("Limit a month, in USD").fill("50");
  await sheet(page).getByLabel("When fewer credits are left than").fill("1500");
  await sheet(page).getByRole("button", { name: "What would it have bought" }).click();
  // 1,200 are left today: below it, once.
  await expect(sheet(page)).toContainText("It would have run once in the last day, for $12.00");
  await sheet(page).getByLabel("When fewer credits are left than").fill("1000");
  const save = sheet(page).getByRole("button", { name: "Switch it on" });
  await expect(save).toBeDisabled();
  await sheet(page).getByRole("checkbox").check();
  await expectSound(page, 1280);
  await save.click();
  await expect(part).toContainText(
    "Whenever fewer than 1,000 credits are left, 1,000 credits for $12.00",
  );
  await expect(part).toContainText("It has not run yet.");

  await spend(300n);
  await later(60);
  await page.reload();
  const runs = part.getByRole("table", { name: "The last times it ran" });
  await expect(runs).toContainText("Bought: 1,000 credits");
  await expect(part).toContainText("$12.00 of at most $50.00");
  await expect(part).toContainText("Not before");

  await withCard(account, "pm_card_chargeCustomerFail");
  await spend(1_000n);
  await later(3_600);
  await page.goto("/");
  const alerts = page.getByRole("region", { name: "Needs attention" });
  await expect(alerts).toContainText(
    "Automatic top-up is paused: the payment failed. The bank declined the card.",
  );
  await alerts.getByRole("link", { name: "See automatic top-up" }).click();
  await expect(part).toContainText("Paused since");
  await expect(runs).toContainText("Payment failed, order taken back");
  await page.setViewportSize({ width: 360, height: 900 });
  await expectSound(page, 360);
  await withCard(account, "pm_card_mastercard");
  await later(60);
  await page.reload();
  await expect(part).not.toContainText("Paused since");
  await expect(runs.getByText("Bought: 1,000 credits")).toHaveCount(2);
  await part.getByRole("button", { name: "Switch off" }).click();
  await sheet(page).getByRole("button", { name: "Switch it off" }).click();
  await expect(part).toContainText("Off: nothing is bought on its own.");
  expect(complaints).toEqual([]);
});

test("what cannot be bought says why in its own words", async ({ page }) => {
  await atPacks(page);
  const field = page.getByRole("textbox", { name: "Number of credits" });
  const wrong = [
    ["", "Type how many credits you want, from 500 to 200,000."],
    ["1.5", "Type a whole number from 500 to 200,000."],
    ["499", "500 is the least that can be bought at once."],
    ["200,001", "200,000 is the most that can be bought at once."],
  ] as const;
  for (const [typed, words] of wrong) {
    await field.fill(typed);
    await field.press("Enter");
    await expect(field).toHaveAccessibleDescription(words);
    await expect(field).toHaveAttribute("aria-invalid", "true");
  }
  await page.goto("/packs?credits=7");
  await expect(page.getByText("500 is the least that can be bought at once.")).toBeVisible();
  await page.goto("/packs?buy=nothing");
  await expect(sheet(page).getByRole("alert")).toContainText("not on sale any more");

  await atPacks(page, "jpy");
  await expect(page.getByRole("main")).toContainText("No credits are sold in JPY at the moment.");
  await signIn(page, persona("past-due").url);
  await page.goto("/packs");
  await expect(page.getByRole("main")).toContainText(/Invoice INV-\d+ over \$99.00 is overdue/);
});

for (const [part, { name, colorScheme, width }] of looks.entries()) {
  test(`the packs page, its sheet and its receipt are sound: ${name}`, async ({
    page,
    context,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await signIn(page, persona("near-run-out").url);
    for (const language of shareOf(["en", "de", "fr", "en-XA"], { part, of: looks.length })) {
      await speak(context, language);
      await page.goto("/packs");
      await expectSound(page, width);
      await page.goto("/packs?buy=pack_1000");
      await expect(sheet(page).locator("dl")).toBeVisible();
      await expectSound(page, width);
    }
    await speak(context, "en");
    await page.goto("/packs?buy=pack_50000");
    await confirm(page).click();
    await expect(sheet(page).getByRole("button", { name: "Pay now" })).toBeVisible();
    await expectSound(page, width);
  });
}

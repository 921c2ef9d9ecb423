import { expect, type Page, test } from "@playwright/test";
import { newAccount, openPortal } from "./customer";
import { complaintsOf, expectSound, looks, speak } from "./look";
import { service } from "./service";

const main = (page: Page) => page.getByRole("main");

/** What somebody does at the processor's page. */
async function tellCard(page: Page, number: string): Promise<void> {
  await page.getByRole("button", { name: "Add a card" }).click();
  await page.getByLabel("Card number").fill(number);
  await page.getByRole("button", { name: "Save card" }).click();
}

test("a card is told at the processor's page, is the default, pays, gives way to another and is taken off", async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const account = await newAccount();
  await openPortal(page, account, "/settings/billing");
  await page.getByRole("link", { name: "Payment methods" }).click();
  await expect(main(page)).toContainText("You need no card.");
  await expectSound(page, 1280);

  await page.getByRole("button", { name: "Add a card" }).click();
  await page.getByRole("link", { name: "Back", exact: true }).click();
  await expect(main(page)).toContainText("You left the page, and nothing was added.");
  await tellCard(page, "4242424242424242");
  await expect(main(page)).toContainText("Your card ending in 4242 is added, and is the default.");
  await expect(page.getByRole("row", { name: /Visa ending in 4242/ })).toContainText("Default");

  await service().tell("service.subscriptions.start", {
    ...{ account, plan: "starter", idempotencyKey: account },
  });
  await page.goto("/settings/payment");
  await expect(main(page)).toContainText("Starter is paid with it. Add another before you");
  await expect(page.getByRole("button", { name: /^Remove/ })).toHaveCount(0);
  await tellCard(page, "5555555555554444");
  await expect(main(page)).toContainText("ending in 4444 is added, and is the default.");
  await page.getByRole("button", { name: "Make Visa ending in 4242 the default" }).click();
  await expect(page.getByRole("row", { name: /4242/ })).toContainText("Starter and whatever");
  await page.getByRole("button", { name: "Remove Mastercard ending in 4444" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("row", { name: /4444/ })).toHaveCount(0);
  expect(complaints).toEqual([]);

  for (const [look, language] of [
    [looks[3], "de"],
    [looks[2], "fr"],
  ] as const) {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await speak(page.context(), language);
    await page.goto("/settings/payment");
    await expect(page.getByRole("table")).toBeVisible();
    await expectSound(page, look.width);
  }
});

import { expect, type Page, test } from "@playwright/test";
import { newAccount, openPortal } from "./customer";
import { complaintsOf, expectSound, looks, persona, signIn, speak } from "./look";
import { service } from "./service";

const save = (page: Page) => page.getByRole("button", { name: "Save billing details" });
const tax = (page: Page) => page.getByRole("region", { name: "Tax" });
const head = (page: Page) => page.getByRole("region", { name: "How it will look" });

test("what is wrong is put right by the keyboard, what is typed shows in tax and head, and documents say it", async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const account = await newAccount();
  const books = `books-of-${account}@nimbus.example`;
  await openPortal(page, account, "/settings");
  await page.getByRole("link", { name: "Billing details" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Billing details" })).toBeVisible();
  await expect(save(page)).toBeDisabled();
  await expect(tax(page)).toContainText("Nothing is taxed.");

  await page.getByLabel("Street and number").fill("Bahnhofstrasse 1\n8001 gives the city");
  await page.getByLabel("Postal code").fill("8001");
  await page.getByLabel("City", { exact: true }).fill("Zürich");
  await page.getByLabel("Country").selectOption("CH");
  await expect(tax(page)).toContainText("With what you wrote: MWST 8.1% is added to prices.");
  const taxId = page.getByLabel("Tax id");
  await taxId.fill("CHE-123.456");
  await expect(page.getByText("A tax id of Switzerland looks like CHE-123.456.789")).toBeVisible();
  await page.getByLabel("Invoices by mail to").fill(`${books}, cfo`);
  await save(page).click();
  const summary = page.getByRole("alert").filter({ hasText: "2 things are to be put right" });
  await expect(summary).toBeFocused();
  await expectSound(page, 1280);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(taxId).toBeFocused();
  await expect(taxId).toHaveAccessibleDescription(/no tax id of its country/);
  await taxId.fill("CHE-123.456.789 MWST");
  await page.getByLabel("Invoices by mail to").fill(books);
  await expect(summary).toHaveCount(0);

  await page.getByLabel("Legal name").fill("Nimbus Robotics AG");
  await page.getByLabel("Language of documents").selectOption("de");
  await expect(head(page)).toContainText("Nimbus Robotics AG");
  await expect(head(page)).toContainText("8001 Zürich");
  await expect(head(page)).toContainText("Schweiz");
  await save(page).click();
  await expect(page.getByText("Saved. Your next document says it.")).toBeVisible();
  await expect(save(page)).toBeDisabled();
  await page.reload();
  await expect(taxId).toHaveValue("CHE-123.456.789 MWST");
  await expect(tax(page)).toContainText("MWST 8.1% is added to prices.");

  const { tell, ask } = service();
  expect(await ask("service.billingDetails.get", { account })).toMatchObject({
    ...{ legalName: "Nimbus Robotics AG", country: "CH", language: "de" },
    invoiceEmails: [books],
  });
  await tell("service.subscriptions.start", { account, plan: "starter", idempotencyKey: account });
  await expect(async () => {
    await page.goto("/sandbox/mail");
    const row = page.getByRole("row", { name: new RegExp(books) });
    await row.getByRole("link", { name: /Rechnung INV-\d+ von/ }).click({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole("main")).toContainText("an Nimbus Robotics AG ausgestellt");
  await page.getByRole("link", { name: /\/invoices\// }).click();
  await expect(page.getByRole("main")).toContainText("INV-");

  // A number of a country whose register is asked; the page looks again by itself until it has answered.
  await page.goto("/settings/billing");
  await page.getByLabel("Country").selectOption("DE");
  await taxId.fill("DE123456789");
  await expect(taxId).toHaveAccessibleDescription(/Its register is asked when you save/);
  await save(page).click();
  await expect(
    page.getByText("Its register knows it as the number of Nimbus Robotics AG."),
  ).toBeVisible({ timeout: 20_000 });
  expect(complaints).toEqual([]);
});

test("whoever only looks is told who changes them", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill("tomas@lantern-press.example");
  await page.getByRole("button", { name: "Send me a sign-in link" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  await page.goto("/sandbox/mail");
  const row = page.getByRole("row", { name: /tomas@lantern-press\.example/ }).first();
  await row.getByRole("link").click();
  await page.getByRole("link", { name: /\/sign-in\/email\// }).click();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  await page.goto("/settings/billing");
  await expect(page.getByText("Owners and billing managers change it.")).toBeVisible();
  await expect(page.getByRole("main").getByRole("textbox")).toHaveCount(0);
  await expectSound(page, 1280);
});

test("a phone and the night, in German and French, fit and are accessible", async ({ browser }) => {
  for (const [look, language, words] of [
    [looks[3], "de", "Rechnungsangaben speichern"],
    [looks[2], "fr", "Enregistrer les coordonnées"],
    [looks[1], "en", "Save billing details"],
  ] as const) {
    const context = await browser.newContext({
      ...{ colorScheme: look.colorScheme, viewport: { width: look.width, height: 900 } },
    });
    const page = await context.newPage();
    await speak(context, language);
    await signIn(page, persona("past-due").url);
    await page.goto("/settings/billing");
    await expect(page.getByRole("button", { name: words })).toBeVisible();
    await expectSound(page, look.width);
    await context.close();
  }
});

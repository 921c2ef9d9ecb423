import { expect, type Page, test } from "@playwright/test";
import { shareOf } from "../test/runs";
import { complaintsOf, customers, expectSound, looks, persona, signIn, speak } from "./look";

for (const [part, look] of looks.entries()) {
  test(`every persona's alerts are accessible and fit: ${look.name}`, async ({ browser }) => {
    const context = await browser.newContext({
      colorScheme: look.colorScheme,
      viewport: { width: look.width, height: 900 },
    });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    for (const { url } of shareOf(customers(), { part, of: 8 })) {
      await signIn(page, url);
      await openAlerts(page);
      await expectSound(page, look.width);
      await page.getByRole("button", { name: "New rule" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectSound(page, look.width);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}

const titles = [
  ["de", "Warnungen"],
  ["fr", "Alertes"],
  ["en-XA", "Àļéŕţš"],
] as const;

for (const [language, title] of shareOf(titles, { part: 1, of: titles.length })) {
  test(`rules, their form and their history in ${language} fit a phone`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
    await speak(context, language);
    const page = await context.newPage();
    await signIn(page, persona("heavy-overage").url);
    await page.goto("/alerts");
    await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
    await expect(page.getByRole("table")).toHaveCount(2);
    await expectSound(page, 360);
    await page.getByRole("table").first().getByRole("button").first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectSound(page, 360);
    await context.close();
  });
}

test("what the story told is in the history and on the overview, until it is dismissed", async ({
  page,
}) => {
  await page.goto(persona("heavy-overage").url);
  const strip = page.getByRole("region", { name: "Needs attention" });
  const told = strip.getByRole("listitem").filter({ hasText: "Overage came to" });
  await expect(told).toContainText("and reached $50.00.");
  await told.getByRole("link", { name: "See its rule" }).click();
  await expect(page.getByRole("dialog", { name: "Change the rule" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(rules(page)).toContainText("Overage reaches $50.00");
  await expect(rules(page)).toContainText("by e-mail to camille@novafield.example · to your app");
  await expect(history(page)).toContainText("100% of the plan’s credits were used.");
  await expect(history(page)).toContainText("and reached $50.00.");
  await expect(page.getByRole("main")).toContainText(
    "An alert tells you; it stops nothing. Use goes on when no credits are left, and the plan Pro bills it as overage",
  );

  await page.goto("/");
  await told.getByRole("button", { name: "Dismiss" }).click();
  await expect(told).toHaveCount(0);
  await page.goto("/alerts");
  await expect(history(page)).toContainText("and reached $50.00.");
});

test("without a rule two are suggested; one press makes one, with the mail to me", async ({
  page,
}) => {
  await signIn(page, persona("new").url);
  await openAlerts(page);
  await expect(rules(page)).toContainText("No rules yet.");
  await expect(history(page)).toContainText("Nothing told yet.");
  await page
    .getByRole("button", { name: "Use this rule: Fewer than 1,000 credits are left" })
    .click();
  await expect(page.getByText("The rule is made.")).toBeVisible();
  const row = rules(page).getByRole("row").filter({ hasText: "Fewer than 1,000 credits" });
  await expect(row).toContainText("here · by e-mail to rui@quiet-harbour.example");
  await expect(row).toContainText("not yet");
  await page.getByRole("button", { name: "Delete: Fewer than 1,000 credits are left" }).click();
  await page.getByRole("button", { name: "Delete the rule" }).click();
  await expect(rules(page)).toContainText("No rules yet.");
});

test("a rule is made, looked back on, changed and turned off by keyboard alone", async ({
  page,
}) => {
  await page.goto(persona("past-due").url);
  // Only scripts know the theme: once it shows, they listen.
  await expect(page.locator("input[name=theme]:checked")).toHaveCount(1);
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page.getByRole("heading", { level: 1, name: "Alerts" })).toBeVisible();
  await page.getByRole("button", { name: "New rule" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "New rule" });
  await expect(dialog.getByLabel("Tell when")).toBeFocused();
  await dialog.getByLabel("Tell when").selectOption("usage");
  const share = dialog.getByLabel("Share, in percent");
  await share.fill("101");
  await expect(dialog).toContainText("A whole number from 1 to 100.");
  await expect(dialog.getByRole("button", { name: "Save the rule" })).toBeDisabled();
  await share.fill("40");
  await dialog.getByRole("button", { name: /in the last 90 days/ }).press("Enter");
  await expect(dialog).toContainText(/(Once|\d times) in the last 90 days\./);
  await dialog.getByLabel("Other addresses").fill("nobody");
  await expect(dialog.getByRole("button", { name: "Save the rule" })).toBeDisabled();
  await dialog.getByLabel("Other addresses").fill("books@hartley.example");
  await dialog.getByRole("button", { name: "Save the rule" }).press("Enter");
  await expect(page.getByText("The rule is made.")).toBeVisible();
  await expect(rules(page)).toContainText("40% of the plan’s credits are used");
  await expect(rules(page)).toContainText("agnes@lantern-press.example, books@hartley.example");

  await page.getByRole("button", { name: "Change: 40% of the plan’s credits are used" }).click();
  const change = page.getByRole("dialog", { name: "Change the rule" });
  await change.getByLabel("Share, in percent").fill("45");
  await change.getByLabel("The rule is on").uncheck();
  await change.getByRole("button", { name: "Save the rule" }).click();
  await expect(page.getByText("The rule is changed.")).toBeVisible();
  await expect(rules(page)).toContainText("45% of the plan’s credits are used (off)");
  await page.getByRole("button", { name: "Delete: 45% of the plan’s credits are used" }).click();
  await page.getByRole("button", { name: "Delete the rule" }).click();
  await expect(page.getByText("The rule is deleted.")).toBeVisible();
});

async function openAlerts(page: Page): Promise<void> {
  await page.goto("/alerts");
  await expect(page.getByRole("heading", { level: 1, name: "Alerts" })).toBeVisible();
  await expect(rules(page)).toBeVisible();
  await expect(history(page)).toBeVisible();
}

function rules(page: Page) {
  return page.getByRole("region", { name: "Rules", exact: true });
}

function history(page: Page) {
  return page.getByRole("region", { name: "History", exact: true });
}

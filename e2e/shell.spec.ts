import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { shareOf } from "../test/runs";
import { complaintsOf, expectSound, looks, persona, speak } from "./look";
import { service } from "./service";

for (const [part, look] of looks.entries()) {
  for (const language of shareOf(["en", "de", "fr", "en-XA"], { part, of: looks.length })) {
    test(`what is around the pages is accessible and fits: ${look.name}, ${language}`, async ({
      browser,
    }) => {
      const context = await browser.newContext({
        colorScheme: look.colorScheme,
        viewport: { width: look.width, height: 800 },
      });
      await speak(context, language);
      const page = await context.newPage();
      const complaints = complaintsOf(page);

      await page.goto("/sign-in");
      await expectSound(page, look.width);
      await page.goto("/sign-in/email/sent");
      await expectSound(page, look.width);
      await page.goto("/portal-session/expired");
      await expectSound(page, look.width);
      await page.goto(persona("healthy").url);
      // Only scripts know the theme: once it shows, they listen.
      await expect(page.locator("input[name=theme]:checked")).toHaveCount(1);
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("option").filter({ hasText: "INV-" }).first()).toBeVisible();
      await expectSound(page, look.width);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectSound(page, look.width);
      expect(complaints).toEqual([]);

      expect((await page.goto("/no/such/page"))?.status()).toBe(404);
      await expect(page.getByRole("navigation")).toBeVisible();
      await expectSound(page, look.width);
      await context.close();
    });
  }
}

test("the first tab stop skips to the content, and the page at hand is marked", async ({
  page,
}) => {
  await page.goto(persona("healthy").url);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  for (const landmark of ["banner", "main", "contentinfo"] as const) {
    await expect(page.getByRole(landmark)).toHaveCount(1);
  }
  const pages = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
  const names = [
    "Overview",
    "Usage",
    "Plan",
    "Invoices",
    "Credits",
    "Buy credits",
    "Alerts",
    "Settings",
  ];
  await expect(pages).toHaveText(names);
  await expect(
    page.getByRole("navigation", { name: "Pages" }).locator("[aria-current=page]"),
  ).toHaveText("Overview");
  await pages.filter({ hasText: "Settings" }).click();
  await expect(
    page.getByRole("navigation", { name: "Pages" }).locator("[aria-current=page]"),
  ).toHaveText("Settings");
  await expect(page.getByRole("banner")).toContainText("Mira Sommer · Owner");
  await expect(page.getByRole("contentinfo")).toContainText("Times in Europe/Berlin");
});

test("a user of two accounts switches by keyboard, and other tabs follow", async ({ page }) => {
  await page.goto(persona("healthy").url);
  const header = page.getByRole("banner");
  const menu = header.getByRole("group").locator("summary");
  const other = await page.context().newPage();
  await other.goto("/settings");
  await expect(other.getByRole("contentinfo")).toContainText("Atelier Sommer");

  await menu.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(header.getByRole("form")).toBeHidden();
  await expect(menu).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const name = (await page.locator(":focus").textContent()) ?? "";
  await page.keyboard.press("Enter");
  await expect(page.getByRole("contentinfo")).toContainText(name);
  await expect(header).toContainText("Billing manager");
  await expect(other.getByRole("contentinfo"), "left on no other account").toContainText(name);

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to" }).fill("Atelier");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("contentinfo")).toContainText("Atelier Sommer");
});

test("nobody is switched to an account that is not theirs, nor by another site", async ({
  page,
}) => {
  await page.goto(persona("healthy").url);
  const shown = page.getByRole("contentinfo");
  for (const account of [randomUUID(), "", "x"]) {
    const answer = await page.request.post("/switch-account", { form: { account } });
    expect(answer.url()).toMatch(/:\d+\/$/);
  }
  const notAForm = await page.request.post("/switch-account", { data: { account: "x" } });
  expect(notAForm.status()).toBe(200);
  for (const path of ["/switch-account", "/language"]) {
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.test" };
    expect((await page.request.post(path, { form: { account: "x" }, headers })).status()).toBe(403);
    expect((await page.request.get(path)).status(), "a link changes nothing").toBe(405);
  }
  await page.reload();
  await expect(shown).toContainText("Atelier Sommer");
});

test("a page that is not there says so to anybody, and shows the pages to whoever is signed in", async ({
  page,
}) => {
  expect((await page.goto("/no-such-page"))?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is no page here" })).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expect(page).toHaveTitle("There is no page here · Tallybook");

  await page.goto(persona("new").url);
  expect((await page.goto("/no-such-page"))?.status()).toBe(404);
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page).toHaveURL(/:\d+\/$/);
});

test("whoever an app signed in is shown the way back to it", async ({ page }) => {
  const account = `e2e-${randomUUID()}`;
  const { tell } = service();
  await tell("service.accounts.upsert", {
    externalId: account,
    name: "Linked Ltd",
    email: "linked@example.com",
    currency: "usd",
  });
  const { url } = await tell<{ url: string }>("service.portalSessions.create", {
    account,
    returnUrl: "https://app.nimbus.example/billing?from=portal",
  });
  await page.goto(url);
  await expect(page.getByRole("banner")).toContainText("Signed in through your app");
  await expect(page.getByRole("link", { name: "Back to app.nimbus.example" })).toHaveAttribute(
    "href",
    "https://app.nimbus.example/billing?from=portal",
  );
});

test("on paper there is nothing to press", async ({ page }) => {
  await page.goto(persona("healthy").url);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("main")).toBeVisible();
  await expect(page.getByRole("navigation")).toBeHidden();
  for (const name of ["Go to…", "Sign out", "Deutsch"]) {
    await expect(page.getByRole("button", { name })).toBeHidden();
  }
  await expect(page.getByRole("contentinfo")).toContainText("Times in Europe/Berlin");
});

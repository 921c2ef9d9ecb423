import { randomUUID } from "node:crypto";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { shareOf } from "../test/runs";
import { complaintsOf, customers, expectSound, looks, persona, signIn, speak } from "./look";
import { service } from "./service";

for (const [part, look] of looks.entries()) {
  test(`every persona's settings are accessible and fit: ${look.name}`, async ({ browser }) => {
    const context = await browser.newContext({
      colorScheme: look.colorScheme,
      viewport: { width: look.width, height: 900 },
    });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    for (const { url, name } of shareOf(customers(), { part: part + 4, of: 8 })) {
      await signIn(page, url);
      await openSettings(page);
      await expect(members(page), name).toContainText(/\(you\)/);
      await expectSound(page, look.width);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}

const titles = [
  ["de", "Einstellungen"],
  ["fr", "Réglages"],
  ["en-XA", "Šéţţîñĝš"],
] as const;

for (const [language, title] of shareOf(titles, { part: 0, of: titles.length })) {
  test(`settings, an invitation and the mailbox in ${language} fit a phone`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
    await speak(context, language);
    const page = await context.newPage();
    await signIn(page, persona("past-due").url);
    await page.goto("/settings");
    await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
    await expect(page.getByRole("table")).toHaveCount(3);
    await expectSound(page, 360);
    await page.goto("/sandbox/mail");
    await expectSound(page, 360);
    await page
      .getByRole("link", { name: /Lantern Press/ })
      .first()
      .click();
    await page.getByRole("link", { name: /\/invitation\// }).click();
    await expect(page.getByRole("textbox")).toBeVisible();
    await expectSound(page, 360);
    await context.close();
  });
}

test("the only owner is told why there is nothing to press", async ({ page }) => {
  await signIn(page, persona("prepaid").url);
  await openSettings(page);
  await expect(members(page)).toContainText("The only owner. Make somebody else an owner first.");
  await expect(page.getByRole("button", { name: "Leave" })).toHaveCount(0);
});

test("whoever the app signed in looks at the members and is told how to manage them", async ({
  page,
}) => {
  const account = `e2e-${randomUUID()}`;
  const { tell } = service();
  const facts = { name: "Linked Ltd", email: "l@example.com", currency: "usd" };
  await tell("service.accounts.upsert", { externalId: account, ...facts });
  const { url } = await tell<{ url: string }>("service.portalSessions.create", { account });
  await page.goto(url);
  await expect(page).toHaveURL(/:\d+\/$/);
  await openSettings(page);
  await expect(page.getByText("Nobody has joined yet.")).toBeVisible();
  await expect(page.getByText("You came through your app, without a name")).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveCount(0);
  await expectSound(page, 1280);
});

test("another zone is previewed, then told everywhere", async ({ page }) => {
  await signIn(page, persona("new").url);
  await openSettings(page);
  const zone = page.getByLabel("Time zone of Quiet Harbour");
  await zone.fill("Atlantis/Deep");
  await expect(page.getByText("“Atlantis/Deep” is no time zone we know.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Use this time zone" })).toBeDisabled();
  await zone.fill("Asia/Tokyo");
  await expect(page.getByText("Billing periods keep their boundaries")).toBeVisible();
  await page.getByRole("button", { name: "Use this time zone" }).click();
  await expect(page.getByText("All times are now in Asia/Tokyo.")).toBeVisible();
  await expect(page.getByRole("contentinfo")).toContainText("Times in Asia/Tokyo");
  await zone.fill("Europe/Lisbon");
  await page.getByRole("button", { name: "Use this time zone" }).click();
  await expect(page.getByRole("contentinfo")).toContainText("Times in Europe/Lisbon");
});

test("the language chosen stays with the user, on another browser too", async ({
  page,
  browser,
}) => {
  await signIn(page, persona("near-run-out").url);
  await openSettings(page);
  await page.getByLabel("Deutsch").check();
  await page.getByRole("button", { name: "Save language" }).click();
  await expect(page.getByRole("heading", { name: "Einstellungen" })).toBeVisible();

  const other = await visitor(browser);
  await other.goto(persona("near-run-out").url);
  await expect(other.locator("html")).toHaveAttribute("lang", "de");
  await other.context().close();

  await page.getByLabel("Wie es der Browser wünscht").check();
  await page.getByRole("button", { name: "Sprache speichern" }).click();
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
});

test("a sign-in elsewhere is seen and ended within a second", async ({ page, browser }) => {
  await page.goto(persona("past-due").url);
  const elsewhere = await visitor(browser);
  await elsewhere.goto(persona("past-due").url);
  await expect(elsewhere.getByRole("button", { name: "Sign out" })).toBeVisible();
  await openSettings(page);
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await page.getByRole("button", { name: "Sign out the others" }).click();
  await expect(page.getByText(/Signed out in/)).toBeVisible();
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/sign-in$/);
  await elsewhere.context().close();

  await page.getByRole("button", { name: "Sign out everywhere, here too" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("a dialog is worked by keyboard alone and gives the focus back", async ({ page }) => {
  await signIn(page, persona("past-due").url);
  await openSettings(page);
  const remove = page.getByRole("button", { name: "Remove Tomás Duarte" });
  await remove.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Remove Tomás Duarte?" });
  await expect(dialog).toBeVisible();
  for (let step = 0; step < 6; step += 1) {
    await page.keyboard.press("Tab");
    // The dialog's own, or the browser's bar: never the page below.
    expect(
      await page.evaluate(
        () =>
          document.activeElement === document.body || !!document.activeElement?.closest("dialog"),
      ),
    ).toBe(true);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(remove).toBeFocused();

  const email = `keys-${randomUUID()}@people.example`;
  await page.getByLabel("E-mail address").focus();
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await expect(page.getByText("is on its way")).toBeVisible();

  const withdraw = page.getByRole("button", { name: `Withdraw the invitation of ${email}` });
  await withdraw.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).focus();
  await page.keyboard.press("Enter");
  await expect(withdraw).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Invitations" })).toBeFocused();
});

test("single-key shortcuts are turned off here and stay off", async ({ page }) => {
  await signIn(page, persona("healthy").url);
  await openSettings(page);
  await page.getByLabel("Use single-key shortcuts").uncheck();
  await page.reload();
  await expect(page.getByLabel("Use single-key shortcuts")).not.toBeChecked();
  await page.locator("h1").click();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByLabel("Use single-key shortcuts").check();
});

const members = (page: Page) => page.getByRole("region", { name: "Members" });

async function openSettings(page: Page): Promise<void> {
  await page.goto("/settings");
  await expect(page.getByRole("region", { name: "Your sign-ins" })).toContainText("This one");
  await expect(page.getByRole("region", { name: "Members" })).toBeVisible();
}

/** Somebody with a browser of their own. */
async function visitor(browser: Browser): Promise<Page> {
  return await (await browser.newContext({ locale: "en-US" })).newPage();
}

import { expect, type Page, test } from "@playwright/test";
import { runs, shareOf } from "../test/runs";
import { complaintsOf, customers, persona, signIn, speak } from "./look";
import { plainWords } from "./plain-words";
import { sandbox } from "./sandbox";
import { service } from "./service";

/** How many addresses of one persona are looked at: every page, and one of each kind of link on it. */
const mostAddresses = runs(16, 25);

for (const { name, url } of shareOf(customers(), { part: 0, of: 8 })) {
  test(`nothing on any page was written past the catalogue: ${name}`, async ({ page }) => {
    test.setTimeout(180_000);
    await speak(page.context(), "en-XA");
    await signIn(page, url);
    const plain = new Map<string, string[]>();
    const kinds = new Set<string>();
    const waiting = [
      "/",
      "/usage",
      "/plan",
      "/packs",
      "/invoices",
      "/credits",
      "/alerts",
      "/settings",
      "/settings/billing",
      "/settings/payment",
      "/no-such-page",
    ];
    for (const address of waiting) {
      if (kinds.size >= mostAddresses || !isNew(address, kinds)) continue;
      await page.goto(address);
      await settled(page);
      await expect(page.locator("html")).toHaveAttribute("lang", "en-XA");
      for (const word of await plainWords(page)) {
        plain.set(word, [...(plain.get(word) ?? []), address]);
      }
      waiting.push(...(await linksOf(page)));
    }
    expect(kinds.size).toBeGreaterThan(5);
    expect(Object.fromEntries(plain)).toEqual({});
  });
}

test("nor on the pages before and beside them", async ({ page }) => {
  await speak(page.context(), "en-XA");
  const addresses = [
    ...["/sign-in", "/sign-in?problem=unknown", "/sign-in/email/sent", "/portal-session/expired"],
    ...["/staff/sign-in", "/no-such-page", persona("staff").url],
  ];
  for (const address of addresses) {
    await page.goto(address);
    expect(await plainWords(page), address).toEqual([]);
  }
});

test("the pseudo-locale's checker sees what was forgotten", async ({ page }) => {
  await page.setContent(`<html lang="en-XA"><body><main aria-label="Left plain">
    <p>[Çŕéđîţš~~] <b>Forgotten</b></p><input placeholder="Search here">
    <p>7 Nov 2026, Europe/Berlin, INV-000090, $4.00</p><p hidden>Not shown</p></main></body></html>`);
  expect(await plainWords(page)).toEqual(["Left plain", "Forgotten", "Search here"]);
});

for (const [language, words] of [
  ["de", { usage: "Verbrauch", thousands: ".", zone: "Zeiten in Europe/Berlin" }],
  ["fr", { usage: "Consommation", thousands: "\u202f", zone: "Heures de Europe/Berlin" }],
] as const) {
  test(`a page speaks ${language} to a browser that asks for it, and says so`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ locale: `${language}-CH` });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(persona("healthy").url);
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page.locator("html")).toHaveAttribute("dir", "ltr");
    await expect(page.getByRole("navigation").getByRole("link")).toContainText([words.usage]);
    // The story uses credits up to the minute it is told in: what is left changes from run to run.
    const { available } = await service().ask<{ available: bigint }>("service.credits.balance", {
      account: "atelier-sommer",
    });
    const figure = `${available / 1_000n}${words.thousands}${String(available % 1_000n).padStart(3, "0")}`;
    await expect(page.getByRole("main")).toContainText(figure);
    await expect(page.getByRole("contentinfo")).toContainText(words.zone);
    expect(complaints).toEqual([]);
    await context.close();
  });
}

test("a language once chosen follows the user to another browser, and this browser past signing out", async ({
  page,
  browser,
}) => {
  const html = page.locator("html");
  await signIn(page, persona("prepaid").url);
  await page.goto("/settings");
  await page.getByRole("contentinfo").getByRole("button", { name: "Deutsch" }).click();
  await expect(html).toHaveAttribute("lang", "de");
  await expect(page, "the same page again").toHaveURL(/\/settings$/);
  await expect(page.getByRole("button", { name: "Deutsch", pressed: true })).toBeVisible();

  const context = await browser.newContext({ locale: "fr-FR" });
  const elsewhere = await context.newPage();
  await elsewhere.goto("/sign-in");
  await expect(elsewhere.locator("html")).toHaveAttribute("lang", "fr");
  await elsewhere.goto(persona("prepaid").url);
  await expect(elsewhere.locator("html")).toHaveAttribute("lang", "de");
  await elsewhere.getByRole("contentinfo").getByRole("button", { name: "English" }).click();
  await expect(elsewhere.locator("html")).toHaveAttribute("lang", "en");
  // As it was before, for the tests that let this browser say which language it wants.
  await elsewhere.goto("/settings");
  await elsewhere.getByRole("radio", { name: "As the browser asks" }).check();
  await elsewhere.getByRole("button", { name: "Save language" }).click();
  await expect(elsewhere.locator("html")).toHaveAttribute("lang", "fr");
  await context.close();

  await page.getByRole("button", { name: "Abmelden", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Anmelden" })).toBeVisible();
});

/** One of each kind: a page with other values in its address says the same sentences. */
function isNew(address: string, kinds: Set<string>): boolean {
  const { pathname, searchParams } = new URL(address, sandbox().url);
  const place = pathname.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<id>");
  const kind = `${place}?${[...new Set(searchParams.keys())].sort()}`;
  if (kinds.has(kind)) return false;
  kinds.add(kind);
  return true;
}

async function linksOf(page: Page): Promise<string[]> {
  const links = await page
    .locator("main a[href^='/']:not([download])")
    .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? "/"));
  return links.filter((href) => !/^\/(api|sandbox|sign-in)\//.test(href));
}

async function settled(page: Page): Promise<void> {
  await expect(page.locator("main [role=status][aria-label]")).toHaveCount(0);
}

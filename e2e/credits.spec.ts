import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { shareOf } from "../test/runs";
import { newAccount, openPortal } from "./customer";
import { complaintsOf, customers, expectSound, signIn, speak } from "./look";
import { service } from "./service";

const looks = [
  { name: "light", colorScheme: "light", width: 1280, language: "en" },
  { name: "dark, German", colorScheme: "dark", width: 1280, language: "de" },
  { name: "a phone, French", colorScheme: "light", width: 360, language: "fr" },
  { name: "a phone, dark, pseudo-locale", colorScheme: "dark", width: 360, language: "en-XA" },
] as const;

for (const [part, look] of looks.entries()) {
  test(`every persona's credits are accessible and fit: ${look.name}`, async ({ browser }) => {
    test.slow(); // axe reads eight long pages
    const context = await browser.newContext({
      colorScheme: look.colorScheme,
      viewport: { width: look.width, height: 900 },
    });
    await speak(context, look.language);
    const page = await context.newPage();
    const complaints = complaintsOf(page);

    for (const persona of shareOf(customers(), { part, of: 8 })) {
      await signIn(page, persona.url);
      for (const address of addressesFor(persona.name)) {
        await page.goto(address);
        await settled(page);
        await expectFit(page, look.width, `${persona.name} ${address}`);
      }
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}

/** Every persona's credits; of one also an entry, and a view without any. */
function addressesFor(persona: string): string[] {
  const opened = ["/credits?entry=1", "/credits?kind=expire&from=2090-01-01"];
  return ["/credits?grants=all", ...(persona.startsWith("Healthy") ? opened : [])];
}

async function expectFit(page: Page, width: number, what: string): Promise<void> {
  await expectSound(page, width);
  const main = page.getByRole("main");
  await expect(main, what).not.toContainText(/no subscription|undefined|credits\.\w+\./);
}

test("the grants of the page are those of the API, and come to its balance", async ({ page }) => {
  const account = await accountWithCredits();
  await openCredits(page, account);
  const { available, held, grants } = await service().ask<{
    available: bigint;
    held: bigint;
    grants: { granted: bigint; remaining: bigint }[];
  }>("service.credits.balance", { account });

  const table = page.getByRole("region", { name: "Grants" }).getByRole("table");
  const rows = table.locator("tbody tr");
  await expect(rows).toHaveCount(grants.length);
  for (const [index, { granted, remaining }] of grants.entries()) {
    await expect(rows.nth(index)).toContainText(granted.toLocaleString("en-US"));
    await expect(rows.nth(index)).toContainText(remaining.toLocaleString("en-US"));
  }
  const total = table.locator("tfoot tr");
  await expect(total).toContainText(available.toLocaleString("en-US"));
  await expect(total).toContainText(held.toLocaleString("en-US"));
});

test("by keyboard: from a grant to its entries, one of them, and back", async ({ page }) => {
  const account = await accountWithCredits();
  await openCredits(page, account);
  await page.getByRole("link", { name: "Goodwill" }).first().focus();
  await page.keyboard.press("Enter");

  const explained = page.getByRole("region", { name: "Grant: Goodwill" });
  await expect(explained.getByRole("row", { name: /Granted/ })).toContainText("500");
  await expect(explained.getByRole("row", { name: /Used/ })).toContainText("−120");
  await expect(explained.getByRole("row", { name: /Left/ })).toContainText("350");
  await expect(explained).toContainText("the same figures");
  const entries = page.getByRole("region", { name: "Ledger" }).locator("tbody tr");
  await expect(entries).toHaveText([/Put on hold.*−30.*350/s, /Use.*−120.*380/s, /Good.*500/s]);

  await page.getByRole("link", { name: "Show entry 3", exact: true }).focus();
  await page.keyboard.press("Enter");
  const entry = page.getByRole("region", { name: "Entry 3" });
  await expect(entry.getByRole("row", { name: /Goodwill.*Used/ })).toContainText("120 credits");
  await expect(entry.getByRole("row", { name: /api_call/ })).toContainText("120");
  await expect(entry).toContainText("The seal was checked just now and holds");
  await page.goBack();
  await expect(entry).toHaveCount(0);
  await expect(explained).toBeVisible();
});

test("filters stand in the address, and the file holds the rows they show", async ({ page }) => {
  const account = await accountWithCredits();
  await openCredits(page, account);
  await page.getByLabel("Kind").selectOption("Credits received");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/kind=grant/);
  const entries = page.getByRole("region", { name: "Ledger" }).locator("tbody tr");
  await expect(entries).toHaveText([/Goodwill.*\+500.*1,500/s, /Promotional.*\+1,000.*1,000/s]);

  const href = await page.getByRole("link", { name: "CSV" }).last().getAttribute("href");
  const file = await page.request.get(href ?? "");
  expect(file.headers()).toMatchObject({
    "cache-control": "private, no-store",
    "content-disposition": 'attachment; filename="credits-ledger.csv"',
  });
  const lines = (await file.text()).trim().split("\r\n");
  expect(lines.filter((line) => line.startsWith("#"))).toEqual(
    expect.arrayContaining(["# time zone,Europe/Berlin", "# kind,grant"]),
  );
  // A reason that would be a formula is text in the file.
  const rows = lines.filter((line) => /^\d/.test(line));
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/,grant,goodwill,"?'=2\+3"?,500,1500,/);
});

test("an entry number that is not there, and filters nothing matches, are told plainly", async ({
  page,
}) => {
  const account = await accountWithCredits();
  await openCredits(page, account);
  await page.getByLabel("Entry number").fill("4711");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByRole("region", { name: "Entry" })).toContainText("no entry 4711");
  await page.goto("/credits?kind=rollover&from=nonsense&before=-1&grant=x&entry=1e9");
  await expect(page.getByText("No entry matches these filters.")).toBeVisible();
  await page.getByRole("link", { name: "Clear the filters" }).click();
  await expect(page.getByRole("region", { name: "Ledger" }).locator("tbody tr")).toHaveCount(4);
});

test("whoever has no credits yet is told how they come", async ({ page }) => {
  await openCredits(page, await newAccount());
  await expect(page.getByRole("region", { name: "Grants" })).toContainText("Credits come with");
  await expect(page.getByRole("region", { name: "Ledger" })).toContainText("first credits");
  await expect(page.getByRole("main")).not.toContainText(/error|fail|missing|no subscription/i);
});

async function settled(page: Page): Promise<void> {
  await expect(page.locator("#grants table, #grants p").first()).toBeVisible();
  await expect(page.locator(".waiting")).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
}

async function openCredits(page: Page, account: string): Promise<void> {
  await openPortal(page, account, "/credits");
  await settled(page);
}

/** 1,000 promotional and 500 goodwill credits, of which 120 are used and 30 on hold. */
async function accountWithCredits(): Promise<string> {
  const account = await newAccount();
  const { tell, ask } = service();
  const { now } = await ask<{ now: Date }>("sandbox.clock.get");
  const expiresAt = new Date(now.getTime() + 30 * 86_400_000);
  const given = { account, idempotencyKey: randomUUID() };
  await tell("service.credits.grant", {
    ...given,
    credits: 1_000n,
    category: "promo",
    reason: "Welcome",
  });
  await tell("service.credits.grant", {
    account,
    idempotencyKey: randomUUID(),
    credits: 500n,
    category: "goodwill",
    reason: "=2+3",
    expiresAt,
  });
  await tell("service.credits.consume", {
    account,
    feature: "api_call",
    quantity: 120n,
    idempotencyKey: randomUUID(),
  });
  const hold = { account, credits: 30n, expiresAt, idempotencyKey: randomUUID() };
  await tell("service.credits.hold", hold);
  return account;
}

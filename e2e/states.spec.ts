import { expect, type Page, test } from "@playwright/test";
import { shareOf } from "../test/runs";
import { webLog, whileHeld, withoutReading } from "./database";
import { expectSound, persona, signIn } from "./look";

const pages = [
  {
    path: "/?whatif=plan%3Apro",
    table: "usage_by_day",
    parts: ["Usage this period", "How long credits last"],
    others: ["Balance", "Next invoice", "Plan", "Latest entries", "Latest invoices"],
  },
  {
    path: "/usage?compare=1",
    table: "usage_by_day",
    parts: ["Use by day"],
    others: ["How final these figures are", "Events"],
  },
  { path: "/plan", table: "scheduled_changes", parts: ["Your plan", "Plans"], others: [] },
  { path: "/invoices?status=paid", table: "invoice_lines", parts: ["All invoices"], others: [] },
  {
    path: "/credits?kind=consume",
    table: "holds",
    parts: ["Grants"],
    others: ["Ledger"],
  },
  { path: "/packs", table: "packs", parts: ["Packs"], others: [] },
  {
    path: "/alerts",
    table: "alert_rules",
    parts: ["Rules"],
    others: ["History"],
  },
  {
    path: "/settings",
    table: "invitations",
    parts: ["Members"],
    others: ["Time zone", "Language", "Your sign-ins"],
  },
];

// Of a page one of the two; which of them changes with the seed.
for (const { path, table, parts, others } of shareOf(pages, { part: 0, of: 2 })) {
  test(`${path}: what cannot be read says so in its place, and is there when tried again`, async ({
    page,
  }) => {
    await signIn(page, persona("healthy").url);
    await withoutReading(table, async () => {
      await page.goto(path);
      for (const title of parts) await expectFailed(page, title);
      for (const title of others) await expectShown(page, title);
      await expectShellAndNoInnards(page);
      await expectSound(page, 1280);
    });
    await part(page, parts[0] ?? "")
      .getByRole("link", { name: "Try again" })
      .click();
    for (const title of [...parts, ...others]) await expectShown(page, title);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(path);
  });
}

for (const { path, table, parts, others } of shareOf(pages, { part: 1, of: 2 })) {
  test(`${path}: the place of what is still read is held, and little moves when it comes`, async ({
    page,
  }) => {
    // The fonts have come before: what letters that come late move is measured by the budget.
    await page.goto(persona("healthy").url);
    await page.addInitScript(countShifts);
    await whileHeld(table, async () => {
      await page.goto(path, { waitUntil: "commit" });
      for (const title of parts) {
        await expect(page.getByRole("status", { name: `${title} is loading` })).toBeVisible();
      }
      for (const title of others) await expectShown(page, title);
      await expect(page.getByRole("navigation", { name: "Pages", exact: true })).toBeVisible();
    });
    for (const title of [...parts, ...others]) await expectShown(page, title);
    expect(await page.evaluate(shiftsSoFar)).toBeLessThan(0.1);
  });
}

test("an invoice that cannot be read whole shows no amount at all", async ({ page }) => {
  await signIn(page, persona("healthy").url);
  await page.goto("/invoices");
  const href = await page.getByRole("rowheader").getByRole("link").first().getAttribute("href");
  await withoutReading("usage_by_day", async () => {
    await page.goto(href ?? "");
    await expectFailed(page, "What is charged");
    await expect(page.getByRole("main")).not.toContainText("$");
    await expectShellAndNoInnards(page);
    await expectSound(page, 1280);
  });
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(part(page, "What is charged")).toContainText("$499.00");
});

test("a page that fails keeps the shell, and its error id is in our log", async ({ page }) => {
  await signIn(page, persona("healthy").url);
  await withoutReading("invoice_lines", async () => {
    await page.goto("/usage?by=actor");
    await expectFailedPage(page);
    await expectShellAndNoInnards(page);
    await expectSound(page, 1280);
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await expectShown(page, "Use by day");
  await expect(page).toHaveURL(/\/usage\?by=actor$/);
});

test("where not even the shell can be made, the page says so, and tries again", async ({
  page,
}) => {
  await signIn(page, persona("healthy").url);
  await withoutReading("grants", async () => {
    await page.goto("/credits");
    await expectFailedPage(page);
    await expectSound(page, 1280);
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await expectShown(page, "Grants");
  await expectShown(page, "Ledger");
});

const empty = [
  ["new", "/", "How it starts"],
  ["new", "/usage", "Use shows here within seconds"],
  ["new", "/invoices", "The first invoice appears here when a plan or a pack is charged."],
  ["new", "/credits", "Credits come with a plan, a pack or as a gift."],
  ["new", "/alerts", "No rules yet."],
  ["new", "/settings", "Nobody is invited just now."],
  ["prepaid", "/", "Nothing is charged on its own."],
  ["prepaid", "/invoices", "The first invoice appears here when a plan or a pack is charged."],
] as const;

test("where there is nothing yet, each page says what is normal, and of no fault", async ({
  page,
}) => {
  for (const [slug, path, sentence] of empty) {
    await signIn(page, persona(slug).url);
    await page.goto(path);
    const main = page.getByRole("main");
    await expect(main).toContainText(sentence);
    await expect(page.getByRole("status")).toHaveCount(0);
    await expect(main).not.toContainText(
      /\berror\b|\bfail|missing|no (subscription|plan)\b|NaN|undefined/i,
    );
    // Nobody is nagged for a card; the settings have a page of them.
    if (path !== "/settings") await expect(main).not.toContainText(/payment method/i);
    await expect(main.getByRole("alert")).toHaveCount(0);
  }
});

test("without scripts what comes late is shown too, and nothing waits for ever", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(persona("healthy").url);
  for (const { path, parts, others } of pages) {
    await page.goto(path);
    for (const title of [...parts, ...others]) await expectShown(page, title);
  }
  await context.close();
});

function part(page: Page, title: string) {
  return page.getByRole("region", { name: title, exact: true });
}

async function expectShown(page: Page, title: string): Promise<void> {
  await expect(part(page, title)).toBeVisible();
  await expect(part(page, title).getByRole("status", { name: "is loading" })).toHaveCount(0);
  await expect(part(page, title).getByRole("alert")).toHaveCount(0);
}

async function expectFailed(page: Page, title: string): Promise<void> {
  const alert = part(page, title).getByRole("alert");
  await expect(alert).toContainText("These figures could not be read just now.");
  const id = /error ([0-9a-f]{8})/.exec((await alert.textContent()) ?? "")?.[1];
  await expect.poll(webLog).toContain(`"errorId":"${id}"`);
}

async function expectFailedPage(page: Page): Promise<void> {
  const alert = page.getByRole("alert").filter({ hasText: "This page could not be shown" });
  const id = await alert.getByRole("code").textContent();
  await expect.poll(webLog).toContain(`"errorId":"${id}"`);
}

async function expectShellAndNoInnards(page: Page): Promise<void> {
  await expect(page.getByRole("navigation", { name: "Pages", exact: true })).toBeVisible();
  await expect(page.getByRole("contentinfo")).toContainText("Times in");
  await expect(page.locator("body")).not.toContainText(
    /permission|denied|\bselect\b.*\bfrom\b|relation|tallybook_|\.js:\d/i,
  );
}

/** Adds up how far what stands on the page moves by itself (the browser's own measure). */
function countShifts(): void {
  const shifts = { sum: 0 };
  Object.assign(window, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shifts.sum += (entry as unknown as Shift).value;
  }).observe({ type: "layout-shift", buffered: true });
}

type Shift = { value: number };

function shiftsSoFar(): number {
  return (window as unknown as { shifts: { sum: number } }).shifts.sum;
}

import { expect, type Locator, type Page, test } from "@playwright/test";
import { accountWith } from "./accounts";
import { rowsOf } from "./database";
import { complaintsOf, expectSound, looks, persona } from "./look";
import { sandbox } from "./sandbox";
import { service } from "./service";

const reason = "They ask what they will pay";

async function idOf(account: string): Promise<string> {
  return (await service().ask<{ id: string }>("service.accounts.get", { account })).id;
}

const theirs = (page: Page) => page.getByRole("complementary", { name: "What the customer sees" });

/** From the customer's page, as whoever is signed in, to the same with the customer's own beside it. */
async function lookBeside(page: Page, id: string, search = ""): Promise<void> {
  await page.goto(`/staff/customers/${id}${search}`);
  await page.getByLabel(/^Why you look at the portal/).fill(reason);
  await page.getByRole("button", { name: "Show it beside this page" }).click();
  await expect(page).toHaveURL(/[?&]beside=1$/);
  await expect(theirs(page).getByRole("region").first()).toBeVisible();
  await expect(page.getByRole("status")).toHaveCount(0);
}

/** All that looking could have left of itself: what the books, the log and the customer's own tables hold. */
async function leftBehind(id: string) {
  const tables = ["ledger_transactions", "invoices", "quotes", "refunds", "alert_firings"];
  const counts = await Promise.all(
    [...tables, "audit_log"].map(async (table) => {
      const [row] = await rowsOf<{ count: string }>(
        `select count(*) from ${table} where account_id = $1`,
        [id],
      );
      return [table, Number(row?.count)];
    }),
  );
  return Object.fromEntries(counts) as Record<string, number>;
}

test("a customer's own overview stands beside their page, says what the portal says, and changes nothing", async ({
  page,
  browser,
}) => {
  const complaints = complaintsOf(page);
  const id = await idOf("atelier-sommer");
  await page.goto(persona("staff-support").url);
  const before = await leftBehind(id);
  await lookBeside(page, id, "?kind=money");
  await expect(page).toHaveURL(/\?kind=money&beside=1$/);
  // The log holds that somebody looked, once, and nothing else has moved.
  const audit_log = (before.audit_log ?? 0) + 1;
  expect(await leftBehind(id)).toEqual({ ...before, audit_log });
  const mine = await saidIn(theirs(page).getByRole("region"));
  await expect(theirs(page).getByRole("button", { name: "Close" })).toBeVisible();

  await page.reload();
  await expect(theirs(page).getByRole("region").first()).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("form", { name: "Looked on by staff" })).toContainText("Selma");
  await expect(page.getByRole("status")).toHaveCount(0);
  const own = await saidIn(page.locator("#content").getByRole("region"));
  expect(own.length).toBeGreaterThan(5);
  expect(mine).toEqual(own);
  expect(await leftBehind(id)).toEqual({ ...before, audit_log });

  // The address alone shows nothing to another of us, who has said no reason.
  const other = await (await browser.newContext({ baseURL: sandbox().url })).newPage();
  await other.goto(persona("staff").url);
  const answer = await other.goto(`/staff/customers/${id}?beside=1`);
  expect(answer?.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
  await expect(theirs(other)).toContainText("once you have said above why you look");
  await expect(theirs(other).getByRole("region")).toHaveCount(0);
  await theirs(other).getByRole("link", { name: "Close" }).click();
  await expect(theirs(other)).toHaveCount(0);
  expect(await leftBehind(id)).toEqual({ ...before, audit_log });
  await other.context().close();

  await page.goto(`/staff/customers/${id}?kind=money&beside=1`);
  await theirs(page).getByRole("button", { name: "Close" }).click();
  await expect(page).toHaveURL(new RegExp(`/staff/customers/${id}\\?kind=money$`));
  await page.goto(`/staff/customers/${id}?beside=1`);
  await expect(theirs(page).getByRole("region")).toHaveCount(0);
  await page.goto("/");
  await expect(page, "what was closed is over in the portal too").toHaveURL(/\/sign-in/);
  expect(complaints).toEqual([]);
});

test("looking at one customer shows nothing beside another's page", async ({ page }) => {
  const target = { url: sandbox().url, serviceKey: sandbox().serviceKey };
  const [one, two] = [await accountWith(target, 1_234n), await accountWith(target, 5n)];
  await page.goto(persona("staff-support").url);
  await lookBeside(page, one.id);
  await expect(theirs(page)).toContainText("1,234");
  await page.goto(`/staff/customers/${two.id}?beside=1`);
  await expect(theirs(page)).toContainText("once you have said above why you look");
  await expect(theirs(page).getByRole("region")).toHaveCount(0);
});

/** What regions say, whatever the minute. */
async function saidIn(regions: Locator): Promise<string[]> {
  const all = await regions.allInnerTexts();
  return all.map((text) => text.replaceAll(/as of \d\d:\d\d/gi, "as of now"));
}

for (const look of looks) {
  test(`both pages side by side are accessible and fit: ${look.name}`, async ({
    browser,
  }, info) => {
    const context = await browser.newContext({
      ...{ baseURL: sandbox().url, colorScheme: look.colorScheme },
      viewport: { width: look.width, height: 900 },
    });
    const page = await context.newPage();
    const id = await idOf("atelier-sommer");
    await page.goto(persona("staff-support").url);
    const opened = await page.request.post(`/staff/customers/${id}/view`, {
      form: { reason, beside: `/staff/customers/${id}?beside=1` },
      headers: { origin: sandbox().url },
      maxRedirects: 0,
    });
    expect(opened.headers().location).toBe(`/staff/customers/${id}?beside=1`);
    await page.goto(`/staff/customers/${id}?beside=1`);
    await expect(page.getByRole("status")).toHaveCount(0);
    const way = page.getByRole("link", { name: "To the portal as the customer sees it" });
    if (look.width > 1000) await expect(theirs(page)).toBeVisible();
    else await expect(theirs(page)).toBeHidden();
    await expect(way).toBeVisible({ visible: look.width < 1000 });
    await expectSound(page, look.width);
    await page.screenshot({ path: info.outputPath("page.png"), fullPage: true });
    await context.close();
  });
}

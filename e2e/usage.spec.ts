import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { shareOf } from "../test/runs";
import { newAccount, openPortal } from "./customer";
import { complaintsOf, customers, expectSound, looks, signIn, speak } from "./look";
import { service } from "./service";

for (const [part, look] of looks.entries()) {
  test(`every persona's usage is accessible and fits: ${look.name}`, async ({ browser }) => {
    test.setTimeout(180_000);
    const context = await browser.newContext({
      colorScheme: look.colorScheme,
      viewport: { width: look.width, height: 900 },
    });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    for (const persona of shareOf(customers(), { part: part + 4, of: 8 })) {
      await signIn(page, persona.url);
      await page.goto("/usage?compare=1&unit=money&table=1");
      await settled(page);
      await expectSound(page, look.width);
      await expect(page.getByRole("main")).not.toContainText(/no subscription|undefined|NaN/i);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}

for (const language of shareOf(["de", "fr", "en-XA"], { part: 0, of: 3 })) {
  test(`usage reads in ${language}, on a phone too`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await openUsage(page, await usedAccount());
    await speak(page.context(), language);
    await page.goto("/usage?compare=1&table=1");
    await expect(page.getByRole("status")).toHaveCount(0);
    await expect(page.getByRole("main")).not.toContainText(/Use by day|Show as a table|usage\./);
    await expectSound(page, 360);
  });
}

test("chart, table, events, file and API say the same", async ({ page }) => {
  const account = await usedAccount();
  await openUsage(page, account);
  const figures = page.getByRole("region", { name: "Use by day" });
  await expect(figures.getByRole("row", { name: /^API call/ })).toHaveText(/1,200.*1,200.*2/);
  await expect(figures.getByRole("row", { name: /^Image/ })).toHaveText(/100.*500.*1/);
  await expect(figures.getByRole("row", { name: /^Total/ })).toHaveText(/1,700.*3/);

  const now = await service().ask<{ now: Date }>("sandbox.clock.get");
  const { total } = await service().ask<{ total: { credits: bigint } }>("service.usage.summary", {
    account,
    from: new Date(now.now.getTime() - 86_400_000),
    to: new Date(now.now.getTime() + 86_400_000),
    by: "day",
  });
  expect(total.credits).toBe(1_700n);

  const events = page.getByRole("region", { name: "Events" });
  await expect(events.getByRole("row")).toHaveCount(1 + 3);
  await expect(events).toContainText("project: atlas");
  const download = page.waitForEvent("download");
  await events.getByRole("link", { name: "Events as CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("usage-events.csv");
  const chunks: string[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(String(chunk));
  const lines = chunks.join("").split("\r\n");
  expect(lines).toContain("# time zone,Europe/Berlin");
  expect(
    lines.filter((line) => line.includes(",api_call,") || line.includes(",image,")),
  ).toHaveLength(3);
});

test("the keyboard alone walks the bars, opens a day, shows the table and filters", async ({
  page,
}) => {
  await openUsage(page, await usedAccount());
  const bars = page.locator("a[data-point]");
  await bars.first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(bars.nth(1)).toBeFocused();
  await expect(bars.nth(1)).toHaveAttribute("aria-label", /: 0 credits\./);
  await page.keyboard.press("Home");
  await expect(bars.first()).toHaveAttribute("aria-label", /1,700 credits.*API call 1,200/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/day=\d{4}-\d\d-\d\d/);
  await expect(page.getByRole("region", { name: /^Events on/ }).getByRole("row")).toHaveCount(4);

  // Opening a day loads the page anew; a key pressed before its scripts listen is nobody's.
  await expect(async () => {
    if (!page.url().includes("table=1")) await page.keyboard.press("t");
    await expect(page).toHaveURL(/table=1/, { timeout: 2_000 });
  }).toPass();
  await expect(page.getByRole("table", { name: /^Use by day/ })).toBeVisible();

  await page.getByRole("link", { name: "Image", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/feature=image/);
  await expect(page.getByText("Only Image")).toBeVisible();
  await page.goBack();
  await expect(page.getByText("Only Image")).toHaveCount(0);
});

test("units need one feature; money says what it means; a bad address is the usual page", async ({
  page,
}) => {
  await openUsage(page, await usedAccount());
  await page.getByRole("navigation", { name: "Show" }).getByRole("link", { name: "Units" }).click();
  await expect(page.getByText("Units of different features do not add up")).toBeVisible();
  await page.getByRole("link", { name: "Money", exact: true }).click();
  await expect(page.getByText("Money is what these credits cost")).toBeVisible();
  await page.goto("/usage?unit=furlongs&day=2026-99-99&from=x&by=property&sort=%00");
  await settled(page);
  await expect(page.getByRole("row", { name: /^Total/ })).toContainText("1,700");
  const answer = await page.goto(`/usage?line=${randomUUID()}`);
  expect(answer?.status()).not.toBe(500);
  await expect(page.getByText("There is no page here")).toBeVisible();
});

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("region", { name: "How final these figures are" })).toBeVisible();
  await expect(page.getByRole("status")).toHaveCount(0);
  await expect(page.getByText("could not be read")).toHaveCount(0);
}

async function openUsage(page: Page, account: string): Promise<void> {
  await openPortal(page, account, "/usage");
  await settled(page);
}

/** On pro since today: 1,000 calls for atlas, 200 more, and 100 images, 500 credits. */
async function usedAccount(): Promise<string> {
  const account = await newAccount();
  const { tell } = service();
  await tell("service.subscriptions.start", { account, plan: "pro", idempotencyKey: randomUUID() });
  const use = { account, feature: "api_call" };
  const uses = [
    { ...use, quantity: 1_000n, metadata: { project: "atlas" } },
    { ...use, quantity: 200n },
    { account, feature: "image", quantity: 100n },
  ];
  for (const one of uses) {
    await tell("service.credits.consume", { ...one, idempotencyKey: randomUUID() });
  }
  return account;
}

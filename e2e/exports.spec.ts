import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { complaintsOf, expectSound, looks, persona } from "./look";

async function expectSoundInEveryLook(page: Page): Promise<void> {
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await expectSound(page, width);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
}

test("finance asks for all documents as a file, sees it written, loads it down, and a broken transfer goes on where it was", async ({
  page,
  browser,
}) => {
  const complaints = complaintsOf(page);
  await page.goto(persona("staff").url);
  await page.goto("/staff/exports");
  await page.getByLabel("What", { exact: true }).selectOption("Invoices and credit notes");
  await page.getByRole("button", { name: "Count" }).click();
  const ask = page.getByRole("button", { name: /^Export [\d,]+ rows$/ });
  await expect(ask).toBeVisible();
  await expectSoundInEveryLook(page);
  await ask.click();
  await expect(page).toHaveURL(/\/staff\/exports\/[0-9a-f-]{36}$/);
  const status = page.getByRole("main").getByRole("status");
  await expect(status).toHaveText("Ready", { timeout: 60_000 });
  await expectSoundInEveryLook(page);

  const link = page.getByRole("link", { name: "Download" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const whole = await readFile(await download.path());
  const lines = whole.toString("utf8").split(/\r?\n/).filter(Boolean);
  const rows = lines.filter((one) => /INV-\d{6}/.test(one)).length;
  expect(rows).toBeGreaterThan(20);

  // What a browser does with a transfer that broke off after a thousand bytes.
  const href = (await link.getAttribute("href")) ?? "";
  const rest = await page.request.get(href, { headers: { range: "bytes=1000-" } });
  expect(rest.status()).toBe(206);
  expect((await rest.body()).equals(whole.subarray(1000))).toBe(true);

  // Nobody else's, though they are one of us.
  const admin = await browser.newContext();
  const theirs = await admin.newPage();
  await theirs.goto(persona("staff-admin").url);
  expect((await theirs.request.get(href)).status()).toBe(404);
  await admin.close();

  await page.goto("/staff/exports");
  await expect(
    page.getByRole("row").filter({ hasText: "Invoices and credit notes" }),
  ).toContainText("Ready");
  await expectSoundInEveryLook(page);
  expect(complaints).toEqual([]);
});

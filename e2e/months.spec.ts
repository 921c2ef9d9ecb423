import { expect, test } from "@playwright/test";
import { closeMonth, openNext, settle } from "./closing";
import { complaintsOf, expectSound, looks, persona } from "./look";

test("finance closes a month through its checklist, finds it unaltered, and an administrator opens it again", async ({
  page,
  browser,
}) => {
  test.slow();
  const complaints = complaintsOf(page);
  await page.goto(persona("staff").url);
  const month = await openNext(page);
  await settle(page, month);
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await expectSound(page, width);
    await page.screenshot({ path: `test-results/months-${colorScheme}-${width}.png` });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });

  const lines = page.locator("[data-check]");
  await expect(lines).toHaveCount(10);
  await expect(lines.filter({ hasText: "Done" })).toHaveCount(10);
  await closeMonth(page);
  await expect(page.getByText("●Closed", { exact: true })).toBeVisible();
  // Every asset's ledger accounts come to nothing together.
  for (const total of await page.locator("tfoot td:last-child").allInnerTexts())
    expect(total).toMatch(/^\D*0(\.0+)?$/);
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByText("The ledger adds up to the same today.")).toBeVisible();
  await expect(page.getByText("The audit log has the same hash.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Open it again" })).toHaveCount(0);
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await expectSound(page, width);
    await page.screenshot({
      path: `test-results/month-closed-${colorScheme}-${width}.png`,
      fullPage: true,
    });
  }

  const admin = await (await browser.newContext()).newPage();
  await admin.goto(persona("staff-admin").url);
  await admin.goto(month);
  // A server that answers more slowly than the page looks again: the page changes all the same.
  await admin.route(
    (url) => url.searchParams.has("_rsc"),
    async (route) => {
      await new Promise((done) => setTimeout(done, 2_500));
      await route.continue();
    },
  );
  await admin.getByRole("button", { name: "Open it again" }).click();
  await admin.getByLabel("Why it is opened again").fill("A bill came late");
  await admin.getByRole("button", { name: "Open the month" }).click();
  await expect(admin.getByText("Opened again: A bill came late")).toBeVisible();
  await expect(admin.getByText("○Open", { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(admin.locator("[data-hash]")).toBeVisible();
  await admin.context().close();
  expect(complaints).toEqual([]);
});

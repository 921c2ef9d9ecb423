import { expect, type Page } from "@playwright/test";

/** The page of the month that may be closed next: the oldest that is open. */
export async function openNext(page: Page): Promise<string> {
  await page.goto("/staff/months");
  const months = page.getByRole("region", { name: "All months" });
  const open = months.getByRole("row").filter({ hasText: "Open" });
  const href = await open.last().getByRole("link").getAttribute("href");
  await page.goto(href ?? "");
  return href ?? "";
}

/** Compares with Stripe, and says of whatever does not match that it is no trouble, until the checklist is content. */
export async function settle(page: Page, month: string): Promise<void> {
  const line = page.locator("[data-check=reconciled]");
  await expect(async () => {
    await page.goto("/staff/reconciliation");
    const run = page.getByRole("button", { name: "Compare now" });
    if (await run.isVisible()) await run.click();
    const queue = page.getByRole("region", { name: "Differences" });
    const next = queue.locator('a[href^="/staff/reconciliation/"]').first();
    if (await next.isVisible()) {
      await next.click();
      await page.getByLabel("Why it is no trouble").fill("Invoiced outside Tallybook");
      await page.getByRole("button", { name: "Resolve without a booking" }).click();
      await expect(page.getByText(/^Resolved /)).toBeVisible();
    }
    await page.goto(month);
    await expect(line).toContainText("Done", { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
}

/** Closes the month whose page this is, whose checklist is content, and waits until it is closed. */
export async function closeMonth(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Close / }).click();
  await page.getByRole("button", { name: "Close the month" }).click();
  await expect(page.locator("[data-hash]")).toBeVisible({ timeout: 60_000 });
}

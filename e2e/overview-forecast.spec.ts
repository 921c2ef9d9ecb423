import { expect, type Page, test } from "@playwright/test";
import { shareOf } from "../test/runs";
import { complaintsOf, customers, expectSound, persona, speak } from "./look";

const signInAs = (slug: string) => persona(slug).url;

test("what-if answers by keyboard alone, keeps the question in the address, and Back takes it away", async ({
  page,
}) => {
  await page.goto(signInAs("near-run-out"));
  const forecast = page.getByRole("region", { name: "How long credits last" });
  await expect(forecast).toContainText("At the pace of the last 28 days");
  await expect(forecast).toContainText("After that, use stops until they renew on");

  const chip = forecast.getByRole("link", { name: "Scale plan" });
  await chip.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\?whatif=scale/);
  await expect(forecast).toContainText("What if the Scale plan began now, with 120,000 credits:");
  await expect(forecast).toContainText("your credits last longer than this period");
  await expect(chip).toHaveAttribute("aria-current", "true");
  await expect(forecast).toContainText("nothing is bought or changed here");

  await page.goBack();
  await expect(page).not.toHaveURL(/whatif/);
  await expect(forecast).not.toContainText("What if the Scale plan");
});

test("an odd question in the address asks nothing", async ({ page }) => {
  await page.goto(signInAs("healthy"));
  for (const odd of ["nothing-on-sale", "x".repeat(500), "a&whatif=b", "%00"]) {
    const answer = await page.goto(`/?whatif=${odd}`);
    expect(answer?.status()).toBe(200);
    await expect(page.getByRole("region", { name: "How long credits last" })).toContainText(
      "At the pace of",
    );
  }
});

test("the chart has a table that opens by keyboard and begins with what the balance was", async ({
  page,
}) => {
  await page.goto(signInAs("healthy"));
  const forecast = page.getByRole("region", { name: "How long credits last" });
  await forecast.getByText("Show as table").focus();
  await page.keyboard.press("Enter");
  const rows = forecast.getByRole("table").getByRole("row");
  await expect(rows.nth(1)).toContainText(/12\d,\d{3}/); // the allowance and a gift
  expect(await rows.count()).toBeGreaterThan(30);
  const balance = page.getByRole("region", { name: "Balance" });
  const available = await balance
    .getByRole("row", { name: /^Available/ })
    .getByRole("cell")
    .last();
  await expect(forecast.getByRole("table")).toContainText((await available.textContent()) ?? "?");
});

test("who is behind with payment reads it first, with the way to the invoice", async ({ page }) => {
  await page.goto(signInAs("past-due"));
  const alerts = page.getByRole("region", { name: "Needs attention" });
  await expect(alerts.getByRole("listitem").first()).toContainText(/Invoice INV-\d+ over \$99\.00/);
  await expect(alerts).toContainText(
    "20,000 credits of your plan arrive when their invoice is paid",
  );
  await expect(alerts.getByRole("link", { name: /^INV-/ }).first()).toHaveAttribute(
    "href",
    /^\/invoices\/[0-9a-f-]{36}$/,
  );
});

for (const [part, language] of ["de", "fr", "en-XA"].entries()) {
  test(`every persona's overview reads and fits a phone in ${language}`, async ({ browser }) => {
    test.slow(); // six people, one after the other
    const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await speak(context, language);
    for (const { url: way, name } of shareOf(customers(), { part, of: 6 })) {
      await page.goto(way);
      await settled(page);
      await expect(page.locator("html"), name).toHaveAttribute("lang", language);
      await expectSound(page, 360);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("main").getByRole("heading", { level: 2 }).first()).toBeVisible();
  await expect(page.getByRole("status")).toHaveCount(0);
}

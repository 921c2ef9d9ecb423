import { expect, type Page, test } from "@playwright/test";
import { persona, signIn } from "./look";

/** What the packed loader of our own chunks does on every page, and all there may be. */
const ownChunk =
  /^require-trusted-types-for HTMLScriptElement src\|\/_next\/static\/chunks\/[\w.-]+\.js$/;

/**
 * FAULTS A20, the Trusted Types report. No page sends that policy: the loader of Turbopack gives the addresses
 * of its own chunks as text, which would be reported on each. Here a browser is told it, for the report.
 */
test("nothing of a page makes markup or scripts from text, but for the loader of our own chunks", async ({
  page,
}) => {
  const reports = await reported(page);
  await signIn(page, persona("healthy").url);
  for (const path of ["/usage?compare=1&table=1", "/invoices", "/credits?entry=1", "/settings"]) {
    await page.goto(path);
    await expect(page.getByRole("status")).toHaveCount(0);
  }
  await page.getByRole("link", { name: "Usage", exact: true }).click();
  await expect(page.getByRole("region", { name: "Use by day" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Go to" })).toBeFocused();

  expect(reports.length, "the browser does report").toBeGreaterThan(0);
  expect(reports.filter((report) => !ownChunk.test(report))).toEqual([]);
});

test("the report would tell of markup made from text", async ({ page }) => {
  const reports = await reported(page);
  await page.goto("/sign-in");
  await page.evaluate(() => {
    document.createElement("p").innerHTML = "<b>made</b>";
  });
  await expect.poll(() => reports.filter((report) => !ownChunk.test(report))).not.toEqual([]);
});

/** Every page comes with the policy, and what offends it is told. */
async function reported(page: Page): Promise<string[]> {
  await page.route("**/*", async (route) => {
    if (route.request().resourceType() !== "document") return await route.continue();
    const response = await route.fetch({ maxRedirects: 0 });
    const policy = "require-trusted-types-for 'script'";
    const headers = { ...response.headers(), "content-security-policy-report-only": policy };
    await route.fulfill({ response, headers });
  });
  const reports: string[] = [];
  await page.exposeFunction("tellReport", (report: string) => reports.push(report));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, sample }) =>
      (globalThis as unknown as { tellReport(report: string): void }).tellReport(
        `${violatedDirective} ${sample}`,
      ),
    );
  });
  return reports;
}

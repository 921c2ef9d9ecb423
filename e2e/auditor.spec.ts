import { readFile } from "node:fs/promises";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { closeMonth, openNext, settle } from "./closing";
import { complaintsOf, expectSound, looks, persona } from "./look";

/** Finance closes the next month and makes a link to it, for an auditor. */
async function linkToMonth(page: Page): Promise<string> {
  await page.goto(persona("staff").url);
  const month = await openNext(page);
  await settle(page, month);
  await closeMonth(page);
  await page.goto("/staff/months");
  const links = page.getByRole("region", { name: "Links for auditors" });
  await links.getByLabel("Auditor", { exact: true }).fill("Ada Audit");
  await links.getByLabel("Reason").fill("Year-end audit");
  await links.getByRole("button", { name: "Make the link" }).click();
  const url = await page.getByLabel("Link", { exact: true }).inputValue();
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(links.getByRole("row").filter({ hasText: "Ada Audit" })).toContainText("Never");
  return url;
}

async function lookAt(page: Page, name: string): Promise<void> {
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await expectSound(page, width);
    const path = `test-results/${name}-${colorScheme}-${width}.png`;
    await page.screenshot({ path, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** A browser of the auditor's own, and what it told anybody of the link once the page behind it had posted. */
async function auditorsBrowser(browser: Browser, token: string) {
  const page = await (await browser.newContext()).newPage();
  const told: string[] = [];
  let posted = false;
  page.on("request", (request) => {
    posted ||= request.url().endsWith("/auditor/redeem");
    const said = `${request.url()} ${request.headers().referer ?? ""}`;
    if (posted && said.includes(token)) told.push(said);
  });
  return { page, told };
}

test("an auditor opens a link, reads the closed month and its journal and nothing else, until it is withdrawn", async ({
  page,
  browser,
}) => {
  test.slow();
  const url = await linkToMonth(page);
  const token = url.split("/").at(-1) ?? "";
  await lookAt(page, "staff-auditors");

  const { page: theirs, told } = await auditorsBrowser(browser, token);
  const complaints = complaintsOf(theirs);
  await theirs.goto(url);
  await expect(theirs.getByRole("heading", { level: 1, name: "Closed months" })).toBeVisible();
  expect(new URL(theirs.url()).pathname).toBe("/auditor");
  await lookAt(theirs, "auditor");
  await theirs.getByRole("button", { name: "Verify all chains" }).click();
  await expect(theirs.getByText("Every chain of bookings is whole.")).toBeVisible();
  await expect(theirs.getByText("Every chain of acts is whole.")).toBeVisible();
  expect(await theirs.locator('a[href^="/staff"], a[href^="/invoices"]').count()).toBe(0);

  const download = theirs.waitForEvent("download");
  await theirs.getByRole("link", { name: /^Journal/ }).click();
  const csv = await readFile(await (await download).path(), "utf8");
  expect(csv).toContain("# snapshot_sha256,");
  const sums = sidesOf(csv);
  expect(sums.debit).toBeGreaterThan(0);
  expect(sums.debit).toBe(sums.credit);

  await theirs.getByRole("rowheader").getByRole("link").first().click();
  await theirs.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(theirs.getByText("The ledger adds up to the same today.")).toBeVisible();
  await lookAt(theirs, "auditor-month");
  expect(complaints).toEqual([]);

  // Nobody of staff and no customer to anything else there is.
  for (const path of ["/staff/customers", "/staff/months", "/invoices", "/"]) {
    const answer = await theirs.request.get(path, { maxRedirects: 0 });
    expect(answer.status(), path).toBe(307);
    expect(answer.headers().location, path).toContain("sign-in");
  }
  for (const name of ["staff.months.list", "portal.overview.account", "service.plans.list"]) {
    expect((await theirs.request.get(`/api/trpc/${name}`)).status(), name).toBe(401);
  }
  expect(told).toEqual([]);
  await theirs.goBack();
  await theirs.goBack();
  expect(theirs.url()).not.toContain(token);

  await page.reload();
  const row = page.getByRole("row").filter({ hasText: "Ada Audit" });
  await expect(row).toContainText("opened once");
  await row.getByRole("button", { name: /^Withdraw/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(row).toContainText("Withdrawn");
  const over = "This link shows nothing";
  for (const path of ["/auditor", url, `/auditor/${token.replace(/^./, "_")}`]) {
    await theirs.goto(path);
    await expect(theirs.getByRole("heading", { name: over }), path).toBeVisible();
    expect(new URL(theirs.url()).pathname, path).toBe("/auditor/ended");
  }
  await lookAt(theirs, "auditor-ended");
  expect((await theirs.request.get("/api/trpc/auditor.overview")).status()).toBe(401);
  await theirs.context().close();
});

/** What a journal's debits and credits come to, each in cents of whatever currency. */
function sidesOf(csv: string): { debit: number; credit: number } {
  const rows = csv.split("\r\n").filter((line) => line !== "" && !line.startsWith("# "));
  const [names = "", ...lines] = rows.map((line) => line.split(","));
  const at = (name: string) => [...names].indexOf(name);
  const cents = (text: string | undefined) => Math.round(Number(text ?? 0) * 100);
  const sum = (name: string) =>
    lines.reduce((total, line) => total + cents(line[at(name)] ?? ""), 0);
  return { debit: sum("debit"), credit: sum("credit") };
}

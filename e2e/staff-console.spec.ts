import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { type Account, accountWith, balanceOf } from "./accounts";
import { complaintsOf, expectSound, persona } from "./look";
import { sandbox } from "./sandbox";

const target = () => ({ url: sandbox().url, serviceKey: sandbox().serviceKey });

async function openAs(page: Page, slug: string, path: string): Promise<void> {
  await page.goto(persona(slug).url);
  await page.goto(path);
}

/** Shows first, then asks; what the button says depends on the limit. */
async function giveCredits(page: Page, credits: string, button: string): Promise<void> {
  const part = page.getByRole("region", { name: "Give or take credits" });
  await part.getByLabel("Number of credits").fill(credits);
  await part.getByRole("button", { name: "Show what it does" }).click();
  await part.getByLabel("Why (the customer reads it)").fill(`Outage, ${credits}`);
  await part.getByRole("button", { name: button }).click();
  await expect(part.getByRole("button", { name: button })).toBeHidden();
}

test("support finds a customer, looks on and changes nothing, and gives credits; a large gift takes a second person", async ({
  page,
  browser,
}) => {
  const complaints = complaintsOf(page);
  const account: Account = await accountWith(target(), 100n);
  await openAs(page, "staff-support", "/staff");
  // Only scripts know the theme: once it shows, they listen.
  await expect(page.locator("input[name=theme]:checked")).toHaveCount(1);
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/staff\/customers$/);
  await page.keyboard.press("Control+k");
  await page.keyboard.type(account.externalId);
  const found = page.getByRole("option", { name: new RegExp(account.externalId) });
  await expect(found).toBeVisible();
  await found.click();
  await expect(page).toHaveURL(new RegExp(`/staff/customers/${account.id}$`));
  await expect(page.getByRole("navigation", { name: "Staff pages" })).not.toContainText(
    "Audit log",
  );
  await expectSound(page, 1280);

  await page.getByLabel(/^Why you look at the portal/).fill("They ask where credits went");
  await page.getByRole("button", { name: "See what the customer sees" }).click();
  await expect(page.getByRole("form", { name: "Looked on by staff" })).toContainText("Selma");
  const refused = await page.evaluate(async (key) => {
    const body = JSON.stringify({ json: { timezone: "Asia/Tokyo", key } });
    const headers = { "content-type": "application/json" };
    return (await fetch("/api/trpc/portal.settings.setTimezone", { method: "POST", headers, body }))
      .status;
  }, randomUUID());
  expect(refused).toBe(403);
  await page.getByRole("button", { name: "Stop looking" }).click();
  await expect(page).toHaveURL(new RegExp(`/staff/customers/${account.id}$`));
  await expect(page.getByText("Why: They ask where credits went")).toBeVisible();

  await giveCredits(page, "500", "Book it");
  expect((await balanceOf(target(), account)).available).toBe(600n);
  await giveCredits(page, "20000", "Ask for approval");
  expect((await balanceOf(target(), account)).available).toBe(600n);

  const phone = await browser.newContext({ viewport: { width: 360, height: 800 } });
  const finance = await phone.newPage();
  await openAs(finance, "staff", `${sandbox().url}/staff/approvals`);
  const waiting = finance.getByRole("listitem").filter({ hasText: "Outage, 20000" });
  await waiting.getByRole("button", { name: "Approve for" }).click();
  await finance.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(waiting).toBeHidden();
  expect((await balanceOf(target(), account)).available).toBe(20_600n);
  await expectSound(finance, 360);
  await finance.goto(`${sandbox().url}/staff/audit`);
  await finance.getByRole("button", { name: "Verify all chains" }).click();
  await expect(finance.getByText("Every chain of acts is whole.")).toBeVisible();
  await phone.close();
  expect(complaints.filter((one) => !one.includes("403"))).toEqual([]);
});

import { expect, type Page, test } from "@playwright/test";
import { newAccount, openPortal } from "./customer";
import { complaintsOf, expectSound, looks, persona } from "./look";
import { sandbox } from "./sandbox";
import { service } from "./service";

/** An order of 1,000 credits for $12.00 that nobody has paid, and whose it is. */
async function owedOrder(page: Page): Promise<{ account: string; id: string }> {
  const account = await newAccount();
  await openPortal(page, account, "/packs?buy=pack_1000");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: "Confirm and get the invoice" })
    .click();
  type Listed = { items: { id: string }[] };
  const listed = () => service().ask<Listed>("service.invoices.list", { account });
  await expect.poll(async () => (await listed()).items).toHaveLength(1);
  const { items } = await listed();
  return { account, id: items[0]?.id ?? "" };
}

test("an invoice is ended as its quote showed, beside what staff pinned; its document is made again", async ({
  page,
  browser,
}) => {
  test.slow();
  const { account, id } = await owedOrder(page);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const staff = await context.newPage();
  const complaints = complaintsOf(staff);
  await staff.goto(persona("staff").url);
  await staff.goto(`${sandbox().url}/staff/customers?q=${account}`);
  await staff.getByLabel("New note").fill("Their finance asks for a call first");
  await staff.getByLabel("Pin it on top").check();
  await staff.getByRole("button", { name: "Add note" }).click();
  await expect(staff.getByText("Their finance asks for a call first").first()).toBeVisible();

  await staff.goto(`${sandbox().url}/staff/invoices/${id}?again=1`);
  await expect(staff.getByText("SHA-256 of the file:")).toBeVisible();
  await expect(staff.getByText("it would say the same")).toBeVisible();
  const dialog = staff.getByRole("dialog");
  for (const { name, colorScheme, width } of looks) {
    await staff.setViewportSize({ width, height: 900 });
    await staff.emulateMedia({ colorScheme });
    await staff.getByRole("button", { name: "Void" }).click();
    await expect(dialog.getByRole("table", { name: /^Money/ })).toContainText("$12.00");
    await expectSound(staff, width);
    await staff.screenshot({ path: `test-results/looks/ending-${name}.png`, fullPage: true });
    await staff.keyboard.press("Escape");
  }
  await staff.getByRole("button", { name: "Void" }).click();
  await expect(dialog).toContainText("Their finance asks for a call first");
  await dialog.getByLabel(/^Why/).fill("Ordered twice");
  await dialog.getByRole("button", { name: "Void" }).click();
  await expect(staff.getByText("The invoice is void.")).toBeVisible();
  await expect(staff.getByRole("button", { name: "Void" })).toHaveCount(0);
  await context.close();
  expect(complaints).toEqual([]);
});

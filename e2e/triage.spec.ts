import { randomUUID } from "node:crypto";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { withCard } from "./cards";
import { newAccount, openPortal } from "./customer";
import { rowsOf } from "./database";
import { complaintsOf, persona } from "./look";
import { service } from "./service";

/** ST7: the queues worked through with the keyboard alone; the mouse is not touched once staff is signed in. */

async function staffIn(page: Page, slug: string, path: string): Promise<void> {
  await page.goto(persona(slug).url);
  await page.goto(path);
  // Only scripts know the theme: once it shows, they listen.
  await expect(page.locator("input[name=theme]:checked")).toHaveCount(1);
}

const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Tab for tab to it; what the keyboard does not come to is not found. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let tabs = 0; tabs < 60; tabs += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Nobody comes to it by Tab");
}

const rowInFocus = (page: Page) => page.locator("[data-row]:focus-within");

/** Down the list until the row in focus says it. */
async function walkTo(page: Page, text: string): Promise<void> {
  await expect(page.locator("[data-row]").filter({ hasText: text }).first()).toBeVisible();
  const rows = await page.locator("[data-row]").count();
  for (let at = 0; at < rows; at += 1) {
    await page.keyboard.press("j");
    if ((await rowInFocus(page).textContent())?.includes(text)) return;
  }
  throw new Error(`No row says ${text}`);
}

/** $10.00 of an invoice paid by card, refunded from the palette on; what the receipt says is waited for. */
async function refundTen(page: Page, number: string): Promise<void> {
  await press(page, "Control+k");
  await page.keyboard.type(number);
  await expect(page.getByRole("option", { name: new RegExp(number) }).first()).toBeVisible();
  await press(page, "Enter");
  await expect(page).toHaveURL(/\/staff\/invoices\//);
  await expect(page.getByRole("link", { name: "Refund", exact: true })).toBeVisible();
  await press(page, "e");
  const sheet = page.getByRole("dialog");
  await expect(sheet).toBeVisible();
  await tabTo(page, sheet.getByRole("radio", { checked: true }).first());
  const amount = sheet.getByLabel("Amount in USD, tax included");
  for (let steps = 0; steps < 3 && !(await amount.isVisible()); steps += 1) {
    await press(page, "ArrowDown");
  }
  await tabTo(page, amount);
  await press(page, "Control+a");
  await page.keyboard.type("10");
  await tabTo(page, sheet.getByLabel("Why"));
  await page.keyboard.type("One of its files was broken");
  await expect(sheet.getByRole("button", { name: "Refund $10.00" })).toBeEnabled();
  await press(page, "Control+Enter");
  await expect(sheet).toContainText("The credits are held.");
}

test("a refund made from the palette on, and its task resolved from the queue, without a mouse", async ({
  page,
}) => {
  test.slow();
  const account = await newAccount();
  await withCard(account);
  await openPortal(page, account, "/packs?buy=pack_10000");
  const { ask } = service();
  await page.getByRole("button", { name: "Confirm and get the invoice" }).click();
  const bought = page.getByRole("dialog");
  await bought.getByRole("button", { name: "Pay now" }).click();
  await expect(bought).toContainText("have arrived");
  type Listed = { items: { id: string; number: string }[] };
  const { items } = await ask<Listed>("service.invoices.list", { account });
  const [invoice] = items;
  if (!invoice) throw new Error("What was bought has an invoice");

  const complaints = complaintsOf(page);
  await staffIn(page, "staff", "/staff");
  await refundTen(page, invoice.number);
  // The half minute is over.
  await rowsOf(
    `update gateway_calls c set next_at = clock_timestamp() from accounts a where a.id = c.account_id
      and a.external_id = $1 and c.kind = 'refund' and c.ended_at is null returning c.id`,
    [account],
  );
  type Refunds = { refunds: { id: string; status: string }[] };
  await expect
    .poll(async () => (await ask<Refunds>("service.refunds.list", { account })).refunds)
    .toMatchObject([{ status: "succeeded" }]);

  // As if it had come back: two tasks of this customer.
  await rowsOf(
    `insert into staff_tasks (account_id, id, kind, refund_id, facts, created_at)
      select f.account_id, gen_random_uuid(), k.kind, f.id, '{}', app_now()
      from refunds f, unnest('{refund_returned,refund_unproven}'::text[]) as k (kind) where f.invoice_id = $1
      returning id`,
    [invoice.id],
  );
  await press(page, "Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await press(page, "g", "t");
  await expect(page).toHaveURL(/\/staff\/tasks$/);
  await walkTo(page, invoice.number);
  const first = await rowInFocus(page).textContent();
  await press(page, "j");
  await expect(rowInFocus(page)).toContainText(invoice.number);
  expect(await rowInFocus(page).textContent()).not.toBe(first);
  await press(page, "k");
  await expect(rowInFocus(page)).toHaveText(first ?? "?");
  await press(page, "Tab", "Enter");
  await expect(page).toHaveURL(new RegExp(`/staff/invoices/${invoice.id}$`));
  await press(page, "g", "t");
  await expect(page).toHaveURL(/\/staff\/tasks$/);
  await walkTo(page, invoice.number);
  await press(page, "Enter");
  await expect(page).toHaveURL(/\/staff\/customers\//);

  // The customer's page has rows that say the same: it has to be left first.
  await press(page, "g", "t");
  await expect(page).toHaveURL(/\/staff\/tasks$/);
  await walkTo(page, invoice.number);
  await press(page, "e");
  const resolve = page.getByRole("dialog", { name: "Resolve" });
  await expect(resolve.getByLabel("What was done about it")).toBeFocused();
  const reason = `By bank transfer, ${randomUUID()}`;
  await page.keyboard.type(reason);
  await press(page, "Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator("[data-row]").filter({ hasText: invoice.number })).toHaveCount(1);
  await tabTo(page, page.getByRole("link", { name: "Done", exact: true }));
  await press(page, "Enter");
  await expect(page).toHaveURL(/state=done/);
  await expect(page.locator("[data-row]").filter({ hasText: reason })).toContainText(
    "Done by Ines",
  );
  expect(complaints).toEqual([]);
});

/** Credits somebody of support asks for, above the limit: as their page would. */
async function askFor(page: Page, account: string, reason: string): Promise<void> {
  const said = await page.evaluate(
    async ([name, why, key]) => {
      const call = async (procedure: string, json: unknown) => {
        const headers = { "content-type": "application/json" };
        const body = JSON.stringify({ json });
        const at = `/api/trpc/staff.adjustments.${procedure}`;
        return await (await fetch(at, { method: "POST", headers, body })).json();
      };
      const wish = { kind: "grant", credits: 20_000, category: "goodwill" };
      const { result } = await call("preview", { account: name, wish });
      const { quoteId } = result.data.json;
      const asked = { account: name, quoteId, reason: why, idempotencyKey: key };
      return (await call("request", asked)).result.data.json.status;
    },
    [account, reason, randomUUID()],
  );
  expect(said).toBe("waiting");
}

test("what waits for a second person is walked through, approved and rejected, without a mouse", async ({
  page,
  browser,
}) => {
  const account = await newAccount();
  const { id } = await service().ask<{ id: string }>("service.accounts.get", { account });
  const reasons = [`Outage ${randomUUID()}`, `Twice asked for ${randomUUID()}`];
  await staffIn(page, "staff-support", "/staff");
  for (const reason of reasons) await askFor(page, account, reason);

  const finance = await (await browser.newContext()).newPage();
  const complaints = complaintsOf(finance);
  await staffIn(finance, "staff", "/staff");
  await press(finance, "g", "a");
  await expect(finance).toHaveURL(/\/staff\/approvals$/);
  const [yes = "", no = ""] = reasons;
  await walkTo(finance, yes);
  await press(finance, "j");
  await expect(rowInFocus(finance)).toContainText(no);
  await press(finance, "k");
  await expect(rowInFocus(finance)).toContainText(yes);
  await press(finance, "Enter");
  await expect(finance).toHaveURL(new RegExp(`/staff/customers/${id}$`));
  await press(finance, "g", "a");
  await expect(finance).toHaveURL(/\/staff\/approvals$/);
  await walkTo(finance, yes);
  await press(finance, "e");
  const dialog = finance.getByRole("dialog");
  await tabTo(finance, dialog.getByRole("button", { name: "Approve", exact: true }));
  await press(finance, "Enter");
  await expect(finance.locator("[data-row]").filter({ hasText: yes })).toHaveCount(0);
  await expect(dialog).toHaveCount(0);

  await walkTo(finance, no);
  await tabTo(
    finance,
    rowInFocus(finance).getByRole("button", { name: "Reject for Nimbus Robotics" }),
  );
  await press(finance, "Enter");
  await tabTo(finance, dialog.getByRole("button", { name: "Reject", exact: true }));
  await press(finance, "Enter");
  await expect(finance.locator("[data-row]").filter({ hasText: no })).toHaveCount(0);
  const balance = await service().ask<{ available: bigint }>("service.credits.balance", {
    account,
  });
  expect(balance.available).toBe(20_000n);
  expect(complaints).toEqual([]);
  await finance.context().close();
});

import { expect, type Page, test } from "@playwright/test";
import { newAccount, openPortal } from "./customer";
import { complaintsOf, expectSound, looks, speak } from "./look";
import { service } from "./service";

type Invoice = { id: string; number: string; status: string; total: { minor: bigint } };

/** An account on Pro, its first invoice paid, and its portal open on the plan page. */
async function onPro(page: Page): Promise<string> {
  const account = await newAccount();
  const { tell } = service();
  const start = { account, plan: "pro", trialDays: 0, idempotencyKey: `start-${account}` };
  const { invoiceId } = await tell<{ invoiceId: string }>("service.subscriptions.start", start);
  await tell("sandbox.invoices.markPaid", { invoiceId });
  await openPortal(page, account);
  await page.goto("/plan");
  await expect(page.getByRole("heading", { name: "Your plan" })).toBeVisible();
  return account;
}

async function invoicesOf(account: string): Promise<Invoice[]> {
  const { items } = await service().ask<{ items: Invoice[] }>("service.invoices.list", { account });
  return items;
}

/** An amount or a count as it stands on screen, in its smallest unit. */
async function figureOf(page: Page, row: string): Promise<bigint> {
  const cell = page.getByRole("dialog").getByRole("row", { name: row }).getByRole("cell");
  const text = ((await cell.textContent()) ?? "").replace("−", "-");
  return BigInt(text.replaceAll(/[^\d-]/g, ""));
}

const sheet = (page: Page) => page.getByRole("dialog");

test("an upgrade: what the sheet shows is what the API charges and grants, once it is paid", async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const account = await onPro(page);
  await page.getByRole("link", { name: "Change to Scale" }).click();
  await expect(
    sheet(page).getByRole("button", { name: "Confirm and get the invoice" }),
  ).toBeEnabled();
  await expect(sheet(page)).toContainText(/Credit for Pro, .* of 3\d days/);
  const [due, after] = [await figureOf(page, "Due now"), await figureOf(page, "Afterwards")];
  await sheet(page).getByRole("button", { name: "Confirm and get the invoice" }).dblclick();
  await expect(sheet(page)).toContainText("Scale begins when its invoice is paid");
  const issued = (await invoicesOf(account)).filter(({ status }) => status === "issued");
  expect(issued.map(({ total }) => total.minor)).toEqual([due]);

  await sheet(page).getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText("The change to Scale waits for its money")).toBeVisible();
  await page.getByRole("button", { name: "Pay now" }).click();
  await expect(page.getByText("The change to Scale waits for its money")).toBeHidden();
  await expect(page.getByRole("main")).toContainText("$499.00 a month");
  const balance = await service().ask<{ available: bigint }>("service.credits.balance", {
    account,
  });
  expect(balance.available).toBe(after);

  await page.goto(`/invoices/${issued[0]?.id}`);
  await expect(page.getByRole("heading", { name: `Invoice ${issued[0]?.number}` })).toBeVisible();
  await expect(page.getByRole("region", { name: "What is charged" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("a downgrade waits for the end of the period and is undone, by keys alone", async ({
  page,
}) => {
  const account = await onPro(page);
  await page.getByRole("link", { name: "Change to Starter" }).focus();
  await page.keyboard.press("Enter");
  const confirm = sheet(page).getByRole("button", { name: "Change at the end of the period" });
  await expect(confirm).toBeEnabled();
  await expect(sheet(page)).toContainText("left today expire if not used");
  await confirm.focus();
  await page.keyboard.press("Enter");
  await expect(sheet(page)).toContainText("The plan becomes Starter on");
  await page.keyboard.press("Escape");
  await expect(page.getByText(/The plan becomes Starter on/)).toBeVisible();
  type Subscription = { plan: string; scheduledChange: { plan: string } | null };
  const has = () => service().ask<Subscription>("service.subscriptions.get", { account });
  expect(await has()).toMatchObject({ plan: "pro", scheduledChange: { plan: "starter" } });
  await page.getByRole("button", { name: "Undo" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/The plan becomes Starter on/)).toBeHidden();
  expect(await has()).toMatchObject({ plan: "pro", scheduledChange: null });
});

test("an end is priced now and with the period, needs no reason, and is undone", async ({
  page,
}) => {
  const account = await onPro(page);
  await page.getByRole("link", { name: "End this plan" }).click();
  const later = sheet(page).getByRole("button", { name: "End it with the period" });
  await expect(later).toBeEnabled();
  await sheet(page).getByRole("radio", { name: /^Now/ }).check();
  await expect(sheet(page).getByRole("row", { name: "Kept as account credit" })).toBeVisible();
  await sheet(page).getByRole("radio", { name: "When the period ends" }).check();
  await sheet(page).getByRole("radio", { name: "Too expensive" }).check();
  await later.click();
  await expect(sheet(page)).toContainText("The plan ends on");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Nothing renews after that")).toBeHidden();
  expect(await invoicesOf(account)).toHaveLength(1);
});

for (const { name, colorScheme, width } of looks) {
  test(`the plan page and its sheet are sound: ${name}`, async ({ page, context }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await onPro(page);
    await expectSound(page, width);
    for (const language of ["en", "de", "fr", "en-XA"]) {
      await speak(context, language);
      await page.goto("/plan?to=scale");
      await expect(page.getByRole("dialog").getByRole("row").nth(5)).toBeVisible();
      await expectSound(page, width);
    }
  });
}

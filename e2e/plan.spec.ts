import { expect, type Page, test } from "@playwright/test";
import { shareOf } from "../test/runs";
import { withCard } from "./cards";
import { newAccount, openPortal } from "./customer";
import { expectAvailable, expectDocument, ledgerOf, shownIn } from "./held-against";
import { complaintsOf, expectSound, looks, speak } from "./look";
import { service } from "./service";

/** An account on Pro for ten days, its first invoice paid, and its portal open on the plan page. */
async function onPro(page: Page): Promise<string> {
  const account = await newAccount();
  await withCard(account);
  const { ask, tell } = service();
  const { now } = await ask<{ now: Date }>("sandbox.clock.get");
  const startsAt = new Date(now.getTime() - 10 * 86_400_000);
  const start = { account, plan: "pro", startsAt, trialDays: 0 };
  const { invoiceId } = await tell<{ invoiceId: string }>("service.subscriptions.start", {
    ...{ ...start, idempotencyKey: `start-${account}` },
  });
  await tell("sandbox.invoices.markPaid", { invoiceId });
  await openPortal(page, account, "/plan");
  await expect(page.getByRole("heading", { name: "Your plan" })).toBeVisible();
  return account;
}

const sheet = (page: Page) => page.getByRole("dialog");
const confirm = (page: Page, name: string) => sheet(page).getByRole("button", { name });
const use = (account: string, quantity: number) =>
  service().tell("service.credits.consume", {
    ...{ account, feature: "api_call", quantity, idempotencyKey: `use-${quantity}-${account}` },
  });

/** VAT of 19 % on top and 10 % off for ever: every document has all kinds of lines. */
async function withTerms(account: string): Promise<void> {
  const { tell } = service();
  const vat = { treatment: "rate", name: "VAT", rate: "19", included: false };
  await tell("service.taxes.set", { account, ...vat });
  await tell("service.discounts.add", { account, code: "TEN", percentOff: "10" });
}

test("upgrade, pack, downgrade, undo and end: what was shown is what PDF, API and ledger have", async ({
  page,
}) => {
  test.slow(); // four documents are printed
  const complaints = complaintsOf(page);
  const account = await onPro(page);
  await withTerms(account);
  await use(account, 2_000);

  await test.step("an upgrade waits for its money wherever one looks, and is undone", async () => {
    await page.getByRole("link", { name: "Change to Scale" }).click();
    await expect(confirm(page, "Confirm and get the invoice")).toBeEnabled();
    await expect(sheet(page)).toContainText(/Credit for Pro, .* of 3\d days/);
    await confirm(page, "Confirm and get the invoice").click();
    await expect(sheet(page)).toContainText("Scale begins when its invoice is paid");
    await page.goto("/");
    const waits = page.getByText("The change to Scale waits for its money");
    await expect(waits).toHaveCount(2);
    const alerts = page.getByRole("region", { name: "Needs attention" });
    await alerts.getByRole("button", { name: "Undo" }).click();
    await expect(waits).toHaveCount(0);
  });

  await test.step("the upgrade, confirmed twice and paid from the overview", async () => {
    await page.goto("/plan?to=scale");
    await expect(confirm(page, "Confirm and get the invoice")).toBeEnabled();
    const shown = await shownIn(sheet(page));
    await confirm(page, "Confirm and get the invoice").dblclick();
    await expect(sheet(page)).toContainText("Scale begins when its invoice is paid");
    // Nothing of it is given before it is paid.
    await expectDocument(page, account, { ...shown, granted: 0n });
    expect(await ledgerOf(account, "receivable")).toBe(shown.due);
    await page.goto("/");
    await page.getByRole("button", { name: "Pay now" }).click();
    await expect(page.getByText("The change to Scale waits for its money")).toHaveCount(0);
    await expectDocument(page, account, { ...shown, due: 0n });
    await expectAvailable(account, shown.after);
    expect(shown.before - shown.takenBack + shown.granted).toBe(shown.after);
    expect(await ledgerOf(account, "revoked")).toBe(shown.takenBack);
    expect(await ledgerOf(account, "receivable")).toBe(0n);
  });

  await test.step("a number of credits: its receipt outlives a reload, and they come with the money", async () => {
    await page.goto("/packs");
    await page.getByRole("textbox", { name: "Number of credits" }).fill("1,234");
    await page.getByRole("button", { name: "See what it comes to" }).click();
    await expect(confirm(page, "Confirm and get the invoice")).toBeEnabled();
    const shown = await shownIn(sheet(page));
    await confirm(page, "Confirm and get the invoice").dblclick();
    await expect(sheet(page)).toContainText("Confirmed: 1,234 credits on invoice INV-");
    const { number } = await expectDocument(page, account, { ...shown, granted: 0n });
    await expectAvailable(account, shown.before);
    await page.reload();
    await expect(sheet(page)).toContainText(`on invoice ${number}`);
    await sheet(page).getByRole("button", { name: "Pay now" }).click();
    await expect(sheet(page)).toContainText("1,234 credits have arrived");
    await expectDocument(page, account, { ...shown, due: 0n });
    await expectAvailable(account, shown.after);
    await sheet(page).getByRole("link", { name: "See the credits" }).click();
    await expect(page.getByRole("main")).toContainText(number);
  });

  await test.step("a downgrade and an end wait for the period, move nothing, and are undone", async () => {
    const { available } = await service().ask<{ available: bigint }>("service.credits.balance", {
      account,
    });
    const wishes = [
      ["/plan?to=starter", "Change at the end of the period", "The plan becomes Starter on"],
      ["/plan?cancel=1", "End it with the period", "The plan ends on"],
    ] as const;
    for (const [address, button, words] of wishes) {
      await page.goto(address);
      await expect(confirm(page, button)).toBeEnabled();
      expect(await shownIn(sheet(page))).toMatchObject({ lines: [], due: 0n, after: available });
      await confirm(page, button).click();
      await expect(sheet(page)).toContainText(words);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Undo" }).click();
      await expect(page.getByRole("main")).not.toContainText(words);
      await expectAvailable(account, available);
    }
  });

  await test.step("an end now, stale once its credits are spent, shows what is different", async () => {
    await page.goto("/plan?cancel=1");
    await sheet(page).getByRole("radio", { name: /^Now/ }).check();
    await expect(confirm(page, "End it now")).toBeEnabled();
    const before = await shownIn(sheet(page));
    await use(account, 40_000);
    await confirm(page, "End it now").click();
    await expect(sheet(page)).toContainText("Something has changed since you looked");
    const shown = await shownIn(sheet(page));
    const moved = sheet(page).getByRole("table", { name: "What is different now" });
    const kept = moved.getByRole("row", { name: "Kept as account credit" }).getByRole("cell");
    await expect(kept).toHaveText([money(before.kept), money(shown.kept)]);
    await expectSound(page, 1280);
    await confirm(page, "End it now").click();
    await expect(sheet(page)).toContainText("The plan ended on");
    const note = await expectDocument(page, account, shown);
    expect([note.total.minor, await ledgerOf(account, "account_credit")]).toEqual([
      -shown.kept,
      -shown.kept,
    ]);
    await expectAvailable(account, shown.after);
  });
  // The one refusal there was is told by the browser, too.
  expect(complaints.filter((one) => !one.includes("409 (Conflict)"))).toEqual([]);
});

const money = (minor: bigint) =>
  new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(
    `${minor}E-2` as `${number}`,
  );

test("a downgrade waits for the end of the period and is undone, by keys alone", async ({
  page,
}) => {
  const account = await onPro(page);
  await page.getByRole("link", { name: "Change to Starter" }).focus();
  await page.keyboard.press("Enter");
  const button = confirm(page, "Change at the end of the period");
  await expect(button).toBeEnabled();
  await expect(sheet(page)).toContainText("left today expire if not used");
  await button.focus();
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

for (const [part, { name, colorScheme, width }] of looks.entries()) {
  test(`the plan page and its sheet are sound: ${name}`, async ({ page, context }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await onPro(page);
    await expectSound(page, width);
    for (const language of shareOf(["en", "de", "fr", "en-XA"], { part, of: looks.length })) {
      await speak(context, language);
      await page.goto("/plan?to=scale");
      await expect(page.getByRole("dialog").getByRole("row").nth(5)).toBeVisible();
      await expectSound(page, width);
    }
  });
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import Stripe from "stripe";
import { withCard } from "./cards";
import { newAccount, openPortal } from "./customer";
import { complaintsOf, expectSound, looks, persona } from "./look";
import { dataDir } from "./sandbox";

/** The Stripe this sandbox plays, as somebody at its dashboard has it; what it tells is lost as often as asked. */
function dashboard() {
  const kept = (name: string) => readFileSync(join(dataDir, "stripe", name), "utf8").trim();
  const [port, key] = [Number(kept("port")), kept("secret-key")];
  const stripe = new Stripe(key, { host: "127.0.0.1", port, protocol: "http" });
  const lose = async (types: string, times: number) => {
    const answer = await fetch(`http://127.0.0.1:${port}/_simulator/trouble`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ deliveries: [{ trouble: "drop", types, times }] }),
    });
    expect(answer.status).toBe(200);
  };
  return { stripe, lose };
}

test("finance compares with Stripe, books a refund nobody told of as it was shown, and resolves a charge that is not ours", async ({
  page,
  browser,
}) => {
  test.slow();
  const complaints = complaintsOf(page);
  const { stripe, lose } = dashboard();
  const account = await newAccount();
  await withCard(account);
  const customer = await (await browser.newContext()).newPage();
  await openPortal(customer, account, "/packs?buy=pack_10000");
  const sheet = customer.getByRole("dialog");
  await sheet.getByRole("button", { name: "Confirm and get the invoice" }).click();
  await sheet.getByRole("button", { name: "Pay now" }).click();
  await expect(sheet).toContainText("have arrived");
  const [charge] = (await stripe.charges.list({ limit: 1 })).data;
  await lose("refund", 5);
  await lose("charge.refund", 5);
  await stripe.refunds.create({ charge: charge?.id ?? "", amount: 4_000 });
  await stripe.paymentIntents.create({
    ...{ amount: 1_234, currency: "usd", payment_method: "pm_card_visa", confirm: true },
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
  });

  const queue = page.getByRole("region", { name: "Differences" });
  await page.goto(persona("staff").url);
  await page.getByRole("link", { name: "Reconciliation" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Reconciliation");
  // What was made in this very second is compared with the next.
  await expect(async () => {
    const run = page.getByRole("button", { name: "Compare now" });
    if (await run.isVisible()) await run.click();
    await page.reload();
    await expect(queue.getByText("−$40.00")).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 40_000 });

  await test.step("the refund is shown as it would be booked, and booked", async () => {
    await queue
      .getByRole("listitem")
      .filter({ hasText: "−$40.00" })
      .getByRole("link")
      .first()
      .click();
    await page.getByRole("button", { name: "Show what it books" }).click();
    const moves = page.getByRole("table", { name: "What it would book" });
    await expect(moves.getByRole("row").filter({ hasText: "stripe_balance" })).toContainText(
      "$40.00",
    );
    await expect(moves.getByRole("row").filter({ hasText: "revoked" })).toContainText(
      "4,000 credits",
    );
    await page.getByLabel("Reason").fill("Stripe told nobody");
    await page.getByRole("button", { name: "Book it" }).click();
    await expect(page.getByText(/^Resolved .*Stripe told nobody/)).toBeVisible();
  });

  await test.step("the charge is none of ours: said so, commented, resolved", async () => {
    await page.goto("/staff/reconciliation");
    await queue
      .getByRole("listitem")
      .filter({ hasText: "$11.68" })
      .getByRole("link")
      .first()
      .click();
    await page.getByRole("button", { name: "Show what it books" }).click();
    await expect(page.getByText("It would book nothing")).toBeVisible();
    const whose = page.getByRole("button", { name: /^Who looks after it/ });
    await whose.press("Enter");
    await page.keyboard.type("amara@");
    await expect(page.getByRole("option")).toHaveText(["Amara Nwosu · amara@fernlicht.example"]);
    await page.keyboard.press("Enter");
    await expect(whose).toHaveText("Amara Nwosu");
    await page.getByLabel("Comment", { exact: true }).fill("The shop of the canteen");
    await page.getByRole("button", { name: "Keep the comment" }).click();
    await expect(page.getByText("The shop of the canteen")).toBeVisible();
    for (const { colorScheme, width } of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await expectSound(page, width);
    }
    await page.getByLabel("Why it is no trouble").fill("Not sold by us");
    await page.getByRole("button", { name: "Resolve without a booking" }).click();
    await expect(page.getByText(/^Resolved .*Not sold by us/)).toBeVisible();
  });

  await page.goto("/staff/reconciliation");
  const proof = page.getByRole("region", { name: "Proof of the ledger" });
  await expect(proof.getByText("USD: everything adds up to nothing")).toBeVisible();
  await expect(proof.getByText("does not add up")).toHaveCount(0);
  await proof.getByText("Show the proof of USD").click();
  const stored = proof.getByRole("row").filter({ hasText: "stripe_balance" }).getByRole("cell");
  const [, , closing, kept] = await stored.allTextContents();
  expect(kept).toBe(closing);
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await expectSound(page, width);
    await page.screenshot({
      path: `test-results/reconciliation-${colorScheme}-${width}.png`,
      fullPage: true,
    });
  }
  expect(complaints).toEqual([]);
});

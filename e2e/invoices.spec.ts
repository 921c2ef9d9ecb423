import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { shareOf } from "../test/runs";
import { complaintsOf, customers, expectSound, looks, persona, signIn, speak } from "./look";
import { service } from "./service";

for (const [part, look] of looks.entries()) {
  test(`every persona's invoices are accessible and fit: ${look.name}`, async ({ browser }) => {
    test.slow(); // axe reads a dozen pages
    const { colorScheme, width } = look;
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    for (const one of shareOf(customers(), { part: part + 4, of: 8 })) {
      await signIn(page, one.url);
      await page.goto("/invoices");
      await settled(page);
      await expectSound(page, width);
      const first = page.locator("tr[data-row] a").first();
      if ((await first.count()) === 0) continue;
      const href = await first.getAttribute("href");
      await page.goto(`${href}?explain=due`);
      await expect(page.locator("#explained")).toBeVisible();
      await expectSound(page, width);
      await page.goto(`${href}/compare`);
      await expectSound(page, width);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
}

for (const language of shareOf(["de", "fr", "en-XA"], { part: 2, of: 3 })) {
  test(`on a phone the pages fit in ${language}, and nothing is left in English`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
    await speak(context, language);
    const page = await context.newPage();
    await signIn(page, persona("heavy-overage").url);
    await page.goto("/invoices");
    await settled(page);
    await expectSound(page, 360);
    await page.goto(`${await firstHref(page)}?explain=total`);
    await expectSound(page, 360);
    const main = page.getByRole("main");
    await expect(main).not.toContainText(/\b(Subtotal|Explain|What happened|Charged)\b/);
    await context.close();
  });
}

test("what the list and an invoice show is what the API says, to the row and the cent", async ({
  page,
}) => {
  const account = "novafield-films"; // of the persona far beyond the allowance
  const { items } = await service().ask<{ items: Listed[] }>("service.invoices.list", { account });
  await signIn(page, persona("heavy-overage").url);
  await page.goto("/invoices");
  await settled(page);
  const rows = page.locator("tr[data-row]");
  await expect(rows).toHaveCount(items.length);
  for (const [index, { number, total }] of items.entries()) {
    await expect(rows.nth(index)).toContainText(number ?? "Draft");
    await expect(rows.nth(index)).toContainText(dollars(total.minor));
  }
  const [billed] = await page.locator("dl[aria-label*='USD'] dd").allTextContents();
  const issued = items.filter(({ number }) => number !== null);
  expect(billed).toBe(dollars(issued.reduce((sum, { total }) => sum + total.minor, 0n)));

  const invoiceId = items.at(-1)?.id ?? "";
  const { lines } = await service().ask<Detail>("service.invoices.get", { account, invoiceId });
  await page.goto(`/invoices/${invoiceId}`);
  const shown = page.getByRole("region", { name: "What is charged" }).locator("tbody tr");
  await expect(shown).toHaveCount(lines.length);
  for (const [index, { amount }] of lines.entries()) {
    await expect(shown.nth(index)).toContainText(dollars(amount.minor));
  }
});

type Listed = { id: string; number: string | null; total: { minor: bigint } };
type Detail = { lines: { amount: { minor: bigint } }[] };

test("a filter is in the address, and its sums are of what it finds", async ({ page }) => {
  await signIn(page, persona("past-due").url);
  await page.goto("/invoices");
  await settled(page);
  await page.getByRole("navigation", { name: "Status" }).getByText("Overdue").click();
  await expect(page).toHaveURL(/status=overdue/);
  await settled(page);
  const rows = page.locator("tr[data-row]");
  await expect(rows).not.toHaveCount(0);
  for (const row of await rows.all()) await expect(row).toContainText("Overdue");
  const sums = page.locator("dl[aria-label*='USD'] dd");
  expect(await sums.nth(2).textContent()).toBe(await sums.nth(3).textContent());

  await page.getByLabel("Number").fill("no such number");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("No invoice matches these filters.")).toBeVisible();
  await page.goBack();
  await expect(rows).not.toHaveCount(0);
});

test("an address that cannot be meant shows the list, and an invoice of nobody is not there", async ({
  page,
}) => {
  await signIn(page, persona("healthy").url);
  await page.goto("/invoices?status=lost&from=2026-02-30&least=much&cursor=bm8&type=gift");
  await settled(page);
  await expect(page.locator("tr[data-row]")).not.toHaveCount(0);
  for (const id of [randomUUID(), "no-id"]) {
    const response = await page.goto(`/invoices/${id}`);
    expect(response?.status()).toBe(404);
  }
});

test("by keyboard alone a figure is explained and closed again, with the focus where it was", async ({
  page,
}) => {
  await signIn(page, persona("heavy-overage").url);
  await page.goto("/invoices");
  await settled(page);
  await page.goto(await firstHref(page));
  const explain = page.getByRole("link", { name: "Explain Total" });
  await explain.focus();
  await page.keyboard.press("Enter");
  const explained = page.locator("#explained");
  await expect(explained).toBeFocused();
  await expect(page).toHaveURL(/explain=total#explained/);

  const total = await page
    .getByRole("row", { name: /^Total/ })
    .locator(".figure")
    .first()
    .textContent();
  await expect(explained.locator("tfoot .figure")).toHaveText(total ?? "?");
  await explained.getByRole("link", { name: "Close the explanation" }).focus();
  await page.keyboard.press("Enter");
  await expect(explained).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Explain Total" })).toBeFocused();
});

test("without a script an invoice is whole, and its figures are explained all the same", async ({
  browser,
}) => {
  const account = "novafield-films";
  const { items } = await service().ask<{ items: Listed[] }>("service.invoices.list", { account });
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, persona("heavy-overage").url);
  await page.goto(`/invoices/${items[0]?.id}`);
  await page.getByRole("link", { name: "Explain Subtotal" }).click();
  await expect(page.locator("#explained tfoot")).toContainText(
    dollars(items[0]?.total.minor ?? 0n),
  );
  await context.close();
});

for (const slug of ["prepaid", "new"]) {
  test(`whoever has no invoice is told what brings the first, and of no fault: ${slug}`, async ({
    page,
  }) => {
    await signIn(page, persona(slug).url);
    await page.goto("/invoices");
    await settled(page);
    const main = page.getByRole("main");
    await expect(main).toContainText("The first invoice appears here when");
    await expect(main).not.toContainText(/error|missing|no subscription/i);
  });
}

async function settled(page: Page): Promise<void> {
  await expect(page.locator("section .waiting")).toHaveCount(0);
  await expect(page.locator("main section h2").first()).toBeVisible();
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
}

async function firstHref(page: Page): Promise<string> {
  const href = await page.locator("tr[data-row] a").first().getAttribute("href");
  if (!href) throw new Error("There is an invoice");
  return href;
}

function dollars(minor: bigint): string {
  const [whole = "", cents] = [(minor / 100n).toLocaleString("en-US"), minor % 100n];
  return `$${whole}.${String(cents).padStart(2, "0")}`;
}

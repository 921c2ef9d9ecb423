import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { strFromU8, unzipSync } from "fflate";
import { newAccount, openPortal, signInThroughApp } from "./customer";
import { speak } from "./look";
import { textOf } from "./pdf";
import { service } from "./service";

type Listed = { id: string; number: string | null; total: { minor: bigint } };

/** An account with a document, and its portal open at the list. */
async function withDocument(page: Page): Promise<{ account: string; invoice: Listed }> {
  const account = await newAccount();
  const { ask, tell } = service();
  const details = { legalName: "株式会社東京 กรุงเทพ 🇹🇭", country: "JP", taxId: "T1234567891234" };
  await tell("service.billingDetails.set", { account, ...details });
  const start = { account, plan: "pro", idempotencyKey: `start-${account}` };
  await tell("service.subscriptions.start", start);
  const { items } = await ask<{ items: Listed[] }>("service.invoices.list", { account });
  const [invoice] = items;
  if (!invoice?.number) throw new Error("There is no document.");
  await openPortal(page, account, "/invoices");
  await settled(page);
  return { account, invoice };
}

async function saved(page: Page, press: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test("the PDF a customer keeps is the one the API gives, byte by byte", async ({ page }) => {
  const { account, invoice } = await withDocument(page);
  const link = page.getByRole("link", { name: `PDF of ${invoice.number}` });
  const { name, bytes } = await saved(page, () => link.click());
  expect(name).toBe(`${invoice.number}.pdf`);
  const text = await textOf(bytes);
  expect(text).toContain(`Invoice ${invoice.number}`);
  expect(text).toContain("株式会社東京 กรุงเทพ 🇹🇭 Japan Tax id T1234567891234");
  expect(text).toContain("Total $99.00");
  const asked = { account, invoiceId: invoice.id };
  const { pdf } = await service().ask<{ pdf: string }>("service.invoices.pdf", asked);
  expect(Buffer.from(pdf, "base64").equals(bytes)).toBe(true);

  await page.goto(`/invoices/${invoice.id}`);
  await settled(page);
  expect((await saved(page, () => link.click())).bytes.equals(bytes)).toBe(true);
});

test("a PDF that fails leaves the list as it is, and trying again gives it", async ({ page }) => {
  const { invoice } = await withDocument(page);
  let isDown = true;
  await page.route("**/api/export/documents/*", (route) =>
    isDown ? route.fulfill({ status: 503, body: "Not now." }) : route.continue(),
  );
  await page.getByRole("link", { name: `PDF of ${invoice.number}` }).click();
  await expect(page.getByRole("alert").getByText("could not be made")).toBeVisible();
  await expect(page.locator("tr[data-row]")).toHaveCount(1);
  isDown = false;
  const again = page.getByRole("button", { name: "Try again" });
  const { name } = await saved(page, () => again.click());
  expect(name).toBe(`${invoice.number}.pdf`);
});

test("chosen invoices come as one file, with their lines for the accountant", async ({ page }) => {
  const { invoice } = await withDocument(page);
  const zip = page.getByRole("button", { name: /ZIP/ });
  await zip.click();
  await expect(page.getByText("Choose an invoice first.")).toBeVisible();
  await page.getByRole("checkbox", { name: `Choose ${invoice.number}` }).check();
  const { name, bytes } = await saved(page, () => zip.click());
  expect(name).toBe("invoices.zip");
  const files = unzipSync(new Uint8Array(bytes));
  expect(Object.keys(files)).toEqual([`${invoice.number}.pdf`, "invoices.csv"]);
  const csv = strFromU8(files["invoices.csv"] ?? new Uint8Array());
  expect(csv).toContain(invoice.number);
  expect(csv).toContain("99.00");
});

test("without scripts the same links and boxes give the same files", async ({ browser }) => {
  const context = await browser.newContext();
  await speak(context, "en");
  const page = await context.newPage();
  const { invoice } = await withDocument(page);
  const answer = await page.request.get(`/api/export/documents/${invoice.id}`);
  expect(answer.headers()).toMatchObject({
    "content-type": "application/pdf",
    "content-disposition": `attachment; filename="${invoice.number}.pdf"`,
    "cache-control": expect.stringContaining("no-store"),
  });
  const other = await browser.newContext();
  const stranger = await other.newPage();
  await signInThroughApp(stranger, await newAccount());
  for (const id of [invoice.id, crypto.randomUUID(), "x"]) {
    const refused = await stranger.request.get(`/api/export/documents/${id}`);
    expect([refused.status(), await refused.text()]).toEqual([404, "There is no such invoice.\n"]);
    const chosen = await stranger.request.get(`/api/export/documents?invoice=${id}`);
    expect([chosen.status(), await chosen.text()]).toEqual([404, "There is no such invoice.\n"]);
  }
  expect((await stranger.request.get("/api/export/documents")).status()).toBe(400);
  await context.close();
  await other.close();
});

async function settled(page: Page): Promise<void> {
  await expect(page.locator("section .waiting")).toHaveCount(0);
  await expect(page.locator("main section h2").first()).toBeVisible();
}

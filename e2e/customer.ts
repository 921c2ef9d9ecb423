import { randomUUID } from "node:crypto";
import { type Browser, expect, type Page } from "@playwright/test";
import { sandbox } from "./sandbox";
import { service } from "./service";

/** An account nothing has happened on, by its external id. */
export async function newAccount({ currency = "usd" } = {}): Promise<string> {
  const externalId = `e2e-${randomUUID()}`;
  await service().tell("service.accounts.upsert", {
    externalId,
    name: "Nimbus Robotics",
    email: "billing@nimbus.example",
    currency,
    timezone: "Europe/Berlin",
  });
  return externalId;
}

/** Signs in by a link of the app's, as the page behind the link does, and opens a page of the portal. */
export async function openPortal(page: Page, account: string, path = "/"): Promise<void> {
  await signInThroughApp(page, account);
  await page.goto(path);
}

export async function signInThroughApp(page: Page, account: string): Promise<void> {
  const { tell } = service();
  const { url } = await tell<{ url: string }>("service.portalSessions.create", { account });
  const answer = await page.request.post("/portal-session/redeem", {
    form: { code: url.split("/").at(-1) ?? "" },
    maxRedirects: 0,
  });
  expect(answer.headers().location, "the link signs in").toBe("/");
}

/** A pack of 10,000 credits for $100.00, bought by the customer and paid with the card on file. */
export async function buyPack(browser: Browser, account: string): Promise<void> {
  const context = await browser.newContext({ baseURL: sandbox().url });
  const page = await context.newPage();
  await openPortal(page, account, "/packs?buy=pack_10000");
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Confirm and get the invoice" }).click();
  await sheet.getByRole("button", { name: "Pay now" }).click();
  await expect(sheet).toContainText("10,000 credits");
  await expect(sheet.getByRole("button", { name: "Pay now" })).toBeHidden();
  await context.close();
}

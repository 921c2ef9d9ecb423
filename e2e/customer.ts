import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";
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

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

/** Signs in as the app's own link does. */
export async function openPortal(page: Page, account: string): Promise<void> {
  const { tell } = service();
  const { url } = await tell<{ url: string }>("service.portalSessions.create", { account });
  await page.goto(url);
  await expect(page).toHaveURL(/:\d+\/$/);
}

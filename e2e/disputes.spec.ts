import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { balanceOf } from "./accounts";
import { withCard } from "./cards";
import { buyPack, openPortal } from "./customer";
import { complaintsOf, expectSound, persona } from "./look";
import { textOf } from "./pdf";
import { sandbox } from "./sandbox";
import { service } from "./service";

const target = () => ({ url: sandbox().url, serviceKey: sandbox().serviceKey });

/** Somebody whose card's payments are all disputed a moment later. */
async function disputing() {
  const externalId = `e2e-${randomUUID()}`;
  const name = `Doubtful ${externalId.slice(4, 12)}`;
  const { id } = await service().tell<{ id: string }>("service.accounts.upsert", {
    ...{ externalId, name, email: "pay@doubtful.example", currency: "usd" },
  });
  await withCard(externalId, "pm_card_createDispute");
  return { externalId, name, id };
}

async function openInQueue(page: Page, name: string): Promise<void> {
  await page.goto("/staff/disputes");
  await page.getByRole("row").filter({ hasText: name }).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Dispute of ${name}`);
}

const effect = (page: Page) => page.getByRole("region", { name: "What it has done" });
const answer = (page: Page) => page.getByRole("region", { name: "Answer" });
const rowOf = (page: Page, name: string) => effect(page).getByRole("row", { name });

test("a card payment is disputed: answered with the pack and won, its credits are back; the next is given up as shown", async ({
  page,
  browser,
}) => {
  test.slow();
  const complaints = complaintsOf(page);
  const account = await disputing();
  await buyPack(browser, account.externalId);
  const balance = () => balanceOf(target(), account);
  await expect.poll(balance).toMatchObject({ available: 0n, held: 10_000n });

  await test.step("it stands in the queue, with what it holds", async () => {
    await page.goto(persona("staff").url);
    await page.goto("/staff/disputes");
    const row = page.getByRole("row").filter({ hasText: account.name });
    await expect(row).toContainText("$100.00");
    await expect(row).toContainText("6 days left");
    await expect(row).toContainText("Fraudulent");
    await expect(row).toContainText("10,000");
    await expectSound(page, 1280);
    await openInQueue(page, account.name);
    await page.getByRole("button", { name: "Assign to me" }).click();
    await expect(page.getByRole("main")).toContainText("sees to it.");
    await expect(rowOf(page, "On hold")).toContainText("10,000 credits");
    await expect(rowOf(page, "Taken by the bank")).toContainText("$100.00");
    await expectSound(page, 1280);
  });

  await test.step("meanwhile its invoice is not refunded, and the sheet says why", async () => {
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByRole("link", { name: /^INV-/ }).click();
    await expect(other.getByRole("row", { name: "10,000 on hold" })).toBeVisible();
    await other.getByRole("link", { name: "Refund", exact: true }).click();
    const sheet = other.getByRole("dialog");
    await expect(sheet.getByRole("alert")).toContainText("can be refunded once the dispute is won");
    await expect(sheet).not.toContainText("Working it out");
    await expect(sheet.getByRole("button", { name: "Refund", exact: true })).toBeDisabled();
    await other.close();
  });

  await test.step("the pack says what was bought, and goes with the answer", async () => {
    await answer(page).getByRole("button", { name: "Attach the evidence pack" }).click();
    const file = answer(page).getByRole("link", { name: /^evidence-INV-/ });
    const [download] = await Promise.all([page.waitForEvent("download"), file.click()]);
    const said = await textOf(readFileSync(await download.path()));
    expect(said).toContain("Disputed amount $100.00");
    expect(said).toContain("10,000 credits granted");
    await answer(page).getByLabel("Anything else").fill("winning_evidence");
    await expect(answer(page)).toContainText("All that is written is kept.");
    await page.reload();
    await expect(answer(page).getByLabel("Anything else")).toHaveValue("winning_evidence");
  });

  await test.step("sent and won: the credits are there again", async () => {
    await answer(page).getByRole("button", { name: "Send the answer" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Send the answer" }).click();
    const trail = page.getByRole("region", { name: "Status", exact: true });
    await expect(trail).toContainText("Closed: ●Won", { timeout: 30_000 });
    await expect(rowOf(page, "Given back by the bank")).toContainText("$100.00");
    expect(await balance()).toMatchObject({ available: 10_000n, held: 0n });
  });

  await test.step("another is given up: what the preview shows is what is booked", async () => {
    const use = { feature: "api_call", quantity: 4_000, idempotencyKey: randomUUID() };
    await buyPack(browser, account.externalId);
    await expect.poll(balance).toMatchObject({ available: 10_000n, held: 10_000n });
    await service().tell("service.credits.consume", { account: account.externalId, ...use });
    await page.setViewportSize({ width: 360, height: 800 });
    await openInQueue(page, account.name);
    await answer(page).getByRole("button", { name: "Give the dispute up" }).click();
    const sheet = page.getByRole("dialog");
    await expect(sheet).toContainText("$100.00 stay with the customer’s bank.");
    await expect(sheet).toContainText("10,000 credits are taken back; 6,000 credits are left.");
    await expectSound(page, 360);
    await sheet.getByRole("button", { name: "Give it up for good" }).click();
    const trail = page.getByRole("region", { name: "Status", exact: true });
    await expect(trail).toContainText("Closed: ×Lost", { timeout: 30_000 });
    await expect(rowOf(page, "Taken back")).toContainText("10,000 credits");
    await expect(rowOf(page, "Booked as lost")).toContainText("$100.00");
    expect(await balance()).toMatchObject({ available: 6_000n, held: 0n });
  });

  await test.step("and the customer reads the same", async () => {
    await openPortal(page, account.externalId, "/credits");
    await expect(page.getByRole("main")).toContainText("6,000");
    await expect(page.getByRole("main")).toContainText("10,000");
  });
  expect(complaints).toEqual([]);
});

import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import Stripe from "stripe";
import { readRunFile } from "@/sandbox/run-file";
import { complaintsOf, expectSound, looks, persona, speak } from "./look";
import { dataDir, sandbox } from "./sandbox";

/** Sends an event as Stripe does, signed with the secret of this sandbox. */
async function deliver(fields: Record<string, unknown>, object: Record<string, unknown>) {
  const id = `evt_${randomUUID().replaceAll("-", "")}`;
  const payload = JSON.stringify({
    ...{ id, object: "event", api_version: Stripe.API_VERSION, livemode: false },
    ...{ created: Math.floor(Date.now() / 1000) - 3, data: { object }, ...fields },
  });
  const secret = readRunFile(dataDir)?.stripe?.STRIPE_WEBHOOK_SECRET ?? "";
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  const answer = await fetch(`${sandbox().url}/api/stripe/webhook`, {
    method: "POST",
    headers: { "content-type": "application/json", "stripe-signature": signature },
    body: payload,
  });
  expect(answer.status, await answer.text()).toBe(200);
  return id;
}

/** A payment link of a product nobody here has: whatever works events has nothing to do with it. */
async function story(): Promise<string> {
  const id = `plink_${randomUUID().replaceAll("-", "")}`;
  const created = Math.floor(Date.now() / 1000) - 30;
  const link = { id, object: "payment_link", metadata: { note: "<b>Zoë & co</b>" } };
  await deliver({ type: "payment_link.updated", created: created + 9 }, { ...link, active: false });
  await deliver({ type: "payment_link.created", created }, { ...link, active: true });
  await deliver({ type: "payment_link.updated", livemode: true, created: created + 20 }, link);
  return id;
}

async function openAs(page: Page, slug: string): Promise<void> {
  await page.goto(persona(slug).url);
  await expect(page).toHaveURL(/\/staff$/);
}

test("staff see whether events arrive, find one by its object, and read it as it was sent", async ({
  page,
}) => {
  const object = await story();
  const complaints = complaintsOf(page);
  await openAs(page, "staff-support");
  const health = page.getByRole("region", { name: "Events from Stripe" });
  await expect(health).toContainText(/\d+ events? of the other mode/);
  await expect(health).toContainText("payment_link.created");
  await expect(health).toContainText(/It took\d+ s/);

  await page.getByRole("link", { name: "Stripe events" }).click();
  await page.getByLabel(/^Id of an event/).fill(` ${object} `);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(`${sandbox().url}/staff/events?search=+${object}+&type=&account=`);
  const log = page.getByRole("table", { name: /^Events from Stripe/ });
  await expect(log.locator("tbody").getByRole("row")).toHaveCount(3);
  await page.getByRole("link", { name: "Ignored" }).click();
  await expect(page).toHaveURL(`${sandbox().url}/staff/events?status=ignored&search=${object}`);
  await expect(log.locator("tbody").getByRole("row")).toHaveCount(1);
  await log.getByRole("link").click();
  await expect(page.getByText("of the other mode, live or test")).toBeVisible();

  // Told out of order, shown in the order it happened.
  const others = page.getByRole("table", { name: `Events of ${object}` });
  await expect(others.getByRole("rowheader")).toContainText([
    ...["payment_link.created", "payment_link.updated", "payment_link.updated"],
  ]);
  await others.getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("payment_link.created");
  const body = page.getByRole("region", { name: "Body of the event" });
  await expect(body).toContainText('"note": "<b>Zoë & co</b>"');
  await expect(body.locator("b")).toHaveCount(0);
  await expect(
    page.getByText("Finance and administrators have events worked again."),
  ).toBeVisible();
  await page.getByRole("button", { name: "What would it change?" }).click();
  await expect(page.getByText("Nothing would change.")).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(log.locator("tbody").getByRole("row")).toHaveCount(1);
  expect(complaints).toEqual([]);

  await page.context().clearCookies();
  await openAs(page, "staff");
  await page.goto(`/staff/events?search=${object}`);
  await log.getByRole("link", { name: "payment_link.created" }).click();
  await page.getByRole("button", { name: "Work again" }).click();
  await expectSound(page, 1280);
  await page.getByRole("dialog").getByRole("button", { name: "Work again" }).click();
  await expect(page.getByText("1 event is worked again.")).toBeVisible();

  const answer = await page.goto("/staff/events/evt_nobody");
  expect(answer?.status()).toBe(404);
  await page.context().clearCookies();
  await page.goto(persona("healthy").url);
  for (const path of ["/staff/events", "/staff/events/evt_nobody"]) {
    await page.goto(path);
    await expect(page, path).toHaveURL(/\/staff\/sign-in$/);
  }
});

test("the staff's pages are accessible and fit, in every look and language", async ({
  browser,
}) => {
  test.slow();
  const object = await story();
  for (const [index, { name, colorScheme, width }] of looks.entries()) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    await speak(context, ["en", "de", "fr", "en-XA"][index] ?? "en");
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    const look = async (of: string) => {
      await expectSound(page, width);
      const path = test.info().outputPath(`${of} ${name}.png`);
      await page.screenshot({ path, fullPage: true });
    };
    await openAs(page, "staff-admin");
    await look("overview");
    await page.goto("/staff/events");
    await look("log");
    await page.goto(`/staff/events?search=${object}`);
    await page.getByRole("table").getByRole("link").first().click();
    await expect(page.locator("pre")).toBeVisible();
    await look("event");
    expect(complaints).toEqual([]);
    await context.close();
  }
});

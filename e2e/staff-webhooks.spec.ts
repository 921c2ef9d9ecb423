import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { newAccount } from "./customer";
import { complaintsOf, expectSound, looks, persona, speak } from "./look";
import { service } from "./service";

type Received = { path: string; headers: Record<string, string>; body: string };

/** An app backend's receiver on this machine, which a sandbox may reach. */
let receiver: Server;
let received: Received[] = [];
let status = 200;

test.beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = request.headers as Record<string, string>;
    const body = Buffer.concat(chunks).toString();
    received.push({ path: request.url ?? "", headers, body });
    response.writeHead(status).end("<b>the receiver says</b>");
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
});

test.beforeEach(() => {
  received = [];
  status = 200;
});

test.afterEach(async () => {
  for (const { id } of await list()) {
    await service().tell("service.webhooks.remove", { endpointId: id });
  }
});

test.afterAll(() => {
  receiver.closeAllConnections();
  receiver.close();
});

const list = () => service().ask<{ id: string; url: string }[]>("service.webhooks.list");

/** An address of the receiver's that no endpoint has yet. */
function address(): string {
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/${randomUUID()}`;
}

/** What came to one endpoint: the one of a test before may still have something on its way. */
function cameTo(url: string): Received[] {
  return received.filter(({ path }) => url.endsWith(path));
}

async function openAs(page: Page, slug: string): Promise<void> {
  await page.goto(persona(slug).url);
  await expect(page).toHaveURL(/\/staff$/);
  await page.getByRole("link", { name: "Webhooks" }).click();
  await expect(page.getByRole("heading", { name: "Webhooks", level: 1 })).toBeVisible();
}

/** An endpoint with one delivery that arrived, and one that did not. */
async function endpointWithLog(): Promise<string> {
  const url = address();
  const { tell, ask } = service();
  const { endpoint } = await tell<{ endpoint: { id: string } }>("service.webhooks.create", {
    ...{ url, description: "Orders & billing, the app’s backend" },
  });
  const account = await newAccount();
  await grant(account);
  await expect.poll(() => cameTo(url).length, { timeout: 20_000 }).toBe(1);
  status = 500;
  await grant(account);
  await expect.poll(() => cameTo(url).length, { timeout: 20_000 }).toBeGreaterThan(1);
  const of = { endpointId: endpoint.id };
  const noted = () =>
    ask<{ deliveries: { attempts: number }[] }>("service.webhooks.deliveries", of);
  await expect
    .poll(async () => (await noted()).deliveries.map(({ attempts }) => attempts > 0))
    .toEqual([true, true]);
  return url;
}

async function grant(account: string): Promise<void> {
  await service().tell("service.credits.grant", {
    ...{ account, credits: 5, category: "promo", reason: "Test", idempotencyKey: randomUUID() },
  });
}

test("an administrator adds an endpoint, keeps its secret, tries it, and sends again", async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  await openAs(page, "staff-admin");
  const url = address();
  await page.getByLabel("Address").fill(url);
  await page.getByLabel("Only these:").check();
  await expect(page.getByRole("button", { name: "Add endpoint" })).toBeDisabled();
  await page.getByLabel(/credits\.granted/).check();
  await page.getByRole("button", { name: "Add endpoint" }).click();
  const secret = await page.getByRole("dialog").getByLabel("Secret").inputValue();
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  await expectSound(page, 1280);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByRole("row", { name: url })).toContainText("1 type");
  await expect(page.locator("body")).not.toContainText(secret);

  await page.getByRole("link", { name: url }).click();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText(/It answered 200 after/)).toBeVisible();
  status = 503;
  await grant(await newAccount());
  await expect.poll(() => cameTo(url).length, { timeout: 20_000 }).toBeGreaterThan(1);
  await page.reload();
  await expect(deliveries(page)).toContainText("503");

  status = 200;
  await page.getByRole("button", { name: /^Send credits\.granted/ }).click();
  await expect(page.getByText("It is on its way again.")).toBeVisible();
  await expect
    .poll(async () => {
      await page.reload();
      return await deliveries(page).textContent();
    })
    .toContain("Delivered");
  const [first] = cameTo(url);
  for (const { headers, body } of cameTo(url)) new Webhook(secret).verify(body, headers);
  expect(JSON.parse(first?.body ?? "{}").type).toBe("webhook.test");

  await page.getByRole("link", { name: "credits.granted" }).click();
  await expect(page.getByRole("table")).toContainText("<b>the receiver says</b>");
  await expect(page.getByRole("region", { name: "Body of the request" })).toContainText('"5"');
  await expectSound(page, 1280);
  expect(complaints).toEqual([]);
});

test("an endpoint is switched off and on, its secret replaced, and it is removed", async ({
  page,
}) => {
  const url = await endpointWithLog();
  await openAs(page, "staff-admin");
  await page.getByRole("link", { name: url }).click();
  await page.getByRole("button", { name: "Switch off" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Switch off" }).click();
  await expect(page.getByText("The endpoint is off.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Send .* again$/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Switch on" }).click();
  await expect(page.getByText("The endpoint is on.")).toBeVisible();
  status = 200;
  await page.getByRole("button", { name: "Send what it missed" }).click();
  // It was never told of what the tests before brought about either.
  await expect(page.getByText(/\d+ events? (is|are) on (its|their) way\./)).toBeVisible();

  await page.getByRole("button", { name: "Replace the secret" }).click();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  await expect(page.getByLabel("Secret", { exact: true })).toHaveValue(/^whsec_/);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByText("The old secret signs too until")).toBeVisible();

  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page).toHaveURL(/\/staff\/webhooks$/);
  await expect(page.getByRole("link", { name: url })).toHaveCount(0);
});

test("an address only we can reach is refused", async ({ page }) => {
  await openAs(page, "staff-admin");
  await page.getByLabel("Address").fill("https://169.254.169.254/latest");
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page.getByText("That was not understood.")).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("support and finance look at all of it and change nothing", async ({ page }) => {
  const url = await endpointWithLog();
  for (const slug of ["staff-support", "staff"]) {
    await page.context().clearCookies();
    await openAs(page, slug);
    await expect(page.getByText("Administrators change webhooks.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Add endpoint" })).toHaveCount(0);
    await page.getByRole("link", { name: url }).click();
    await expect(deliveries(page).getByRole("row")).toHaveCount(3);
    await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
  }
});

test("a customer is no staff, and whoever is nobody is asked to sign in", async ({ page }) => {
  await page.goto(persona("healthy").url);
  for (const path of ["/staff", "/staff/webhooks", `/staff/webhooks/${randomUUID()}`]) {
    await page.goto(path);
    await expect(page, path).toHaveURL(/\/staff\/sign-in$/);
  }
});

test("an endpoint nobody has is a page that does not exist", async ({ page }) => {
  await page.goto(persona("staff-support").url);
  for (const path of [randomUUID(), "x", `${randomUUID()}/${randomUUID()}`]) {
    const answer = await page.goto(`/staff/webhooks/${path}`);
    expect(answer?.status(), path).toBe(404);
  }
});

for (const [index, look] of looks.entries()) {
  const language = ["en", "de", "fr", "en-XA"][index] ?? "en";
  test(`the pages are accessible and fit: ${look.name}, in ${language}`, async ({ browser }) => {
    test.slow();
    const url = await endpointWithLog();
    const page = await visitor(browser, look, language);
    const complaints = complaintsOf(page);
    await page.goto(persona("staff-admin").url);
    await page.goto("/staff/webhooks");
    await expectSound(page, look.width);
    await page.getByRole("link", { name: url }).click();
    // The page before has a table too, and links in it: the address says which one is on screen.
    await expect(page).toHaveURL(/\/staff\/webhooks\/[\da-f-]{36}$/);
    await expect(page.getByRole("table")).toBeVisible();
    await expectSound(page, look.width);
    await page.getByRole("table").getByRole("link").first().click();
    await expect(page.locator("pre")).toBeVisible();
    await expectSound(page, look.width);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
}

async function visitor(
  browser: Browser,
  { colorScheme, width }: (typeof looks)[number],
  language: string,
): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  await speak(context, language);
  return await context.newPage();
}

function deliveries(page: Page) {
  return page.getByRole("table", { name: /^Deliveries to/ });
}

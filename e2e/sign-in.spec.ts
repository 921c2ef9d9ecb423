import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { sandbox } from "./sandbox";
import { service } from "./service";

test("signed out, the overview is a way to sign in and nothing else", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("every persona of the sandbox is one click away", async ({ page }) => {
  const personas = sandbox().signIns;
  expect(personas.length).toBeGreaterThanOrEqual(7);
  for (const persona of personas) {
    await page.context().clearCookies();
    await page.goto(persona.url);
    await expect(page, persona.name).toHaveURL(persona.role === "staff" ? /\/staff$/ : /\/$/);
    await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  }
});

test("an unknown persona is a page that does not exist", async ({ page }) => {
  const answer = await page.goto("/sign-in/sandbox/nobody-we-know");
  expect(answer?.status()).toBe(404);
});

test("signing out ends the session everywhere its cookie went", async ({ page, browser }) => {
  await page.goto(customer().url);
  await expect(page).toHaveURL(/\/$/);
  const copy = await browser.newContext({ storageState: await page.context().storageState() });
  const elsewhere = await copy.newPage();
  await elsewhere.goto("/");
  await expect(elsewhere.getByRole("button", { name: "Sign out" })).toBeVisible();

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/sign-in$/);
  await copy.close();
});

test("what a signed-in customer sees is kept by no cache and framed by nobody", async ({
  page,
}) => {
  await page.goto(customer().url);
  const answer = await page.goto("/");
  const headers = answer?.headers() ?? {};
  expect(headers["cache-control"]).toMatch(/private.*no-store|no-store.*private/);
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["content-security-policy"]).not.toMatch(/script-src[^;]*unsafe/);

  const cookies = await page.context().cookies();
  const session = cookies.find(({ name }) => name.endsWith("-customer-session"));
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
});

test("a portal link signs in once, by a post of its own, to a clean address", async ({ page }) => {
  const { url } = await newLink();
  // Whoever only looks, a mail scanner or a preview, uses nothing up.
  for (let look = 0; look < 3; look += 1) expect((await page.request.get(url)).status()).toBe(200);

  await page.goto(url);
  await expectOverview(page);

  await page.context().clearCookies();
  await page.goto(url);
  await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("without scripts a portal link has a button", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto((await newLink()).url);
  await page.getByRole("button", { name: "Continue" }).click();
  await expectOverview(page);
  await context.close();
});

test("of twenty posts of one portal link, one gets in", async ({ playwright, baseURL }) => {
  const { url } = await newLink();
  const code = url.split("/").at(-1) ?? "";
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const visitor = await playwright.request.newContext({ baseURL });
      const answer = await visitor.post("/portal-session/redeem", {
        form: { code },
        maxRedirects: 0,
      });
      const { location } = answer.headers();
      await visitor.dispose();
      return location;
    }),
  );
  expect(answers.filter((location) => location === "/")).toHaveLength(1);
  expect(answers.filter((location) => location === "/portal-session/expired")).toHaveLength(19);
});

test("another site's page cannot post our forms", async ({ request }) => {
  const { url } = await newLink();
  const form = { code: url.split("/").at(-1) ?? "" };
  const others: Record<string, string>[] = [
    { "sec-fetch-site": "cross-site", origin: "https://evil.test" },
    { origin: "https://evil.test" },
    { origin: "null" },
  ];
  for (const headers of others) {
    for (const path of ["/portal-session/redeem", "/sign-out", "/sign-in/email"]) {
      expect((await request.post(path, { form, headers })).status(), path).toBe(403);
    }
  }
});

async function expectOverview(page: Page): Promise<void> {
  await expect(page).toHaveURL(/:\d+\/$/);
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
}

async function newLink(): Promise<{ url: string; expiresAt: Date }> {
  const account = `e2e-${randomUUID()}`;
  const { tell } = service();
  await tell("service.accounts.upsert", {
    externalId: account,
    name: "Linked Ltd",
    email: "linked@example.com",
    currency: "usd",
  });
  return await tell("service.portalSessions.create", { account });
}

function customer() {
  const found = sandbox().signIns.find(({ role }) => role !== "staff");
  if (!found) throw new Error("The sandbox has customers to sign in as");
  return found;
}

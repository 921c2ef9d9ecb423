import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Frame, test } from "@playwright/test";
import { openFramed, parents, refusedByBrowser, serveParents } from "./parents";
import { postRoutes } from "./routes";
import { sandbox } from "./sandbox";
import { service } from "./service";

let stopServing: () => Promise<void>;
test.beforeAll(async () => {
  stopServing = await serveParents();
});
test.afterAll(() => stopServing());

test("a link opens the portal in a frame of the app's page, and every page works there", async ({
  context,
}) => {
  const { page, frame } = await openFramed(context, parents.app, await newLink());
  await expectPortal(frame);
  for (const name of ["Credits", "Settings", "Overview"]) {
    await frame.getByRole("link", { name, exact: true }).first().click();
    await expect(frame.locator("[aria-current=page]")).toHaveText(name);
    await expect(frame.getByRole("status")).toHaveCount(0);
  }
  await expect(frame.getByRole("banner")).not.toContainText("Tallybook");
  await page.close(); // the link is used up, and the session is in the frame's cookie
  const later = await openFramed(context, parents.app, `${sandbox().url}/credits`);
  await expect(later.frame.locator("[aria-current=page]")).toHaveText("Credits");
});

test("the frame's cookie is the frame's: another one, short, partitioned, and no tab's", async ({
  context,
}) => {
  const { frame } = await openFramed(context, parents.app, await newLink());
  await expectPortal(frame);
  const sessions = (await context.cookies()).filter(({ name }) => /-customer-/.test(name));
  expect(sessions.map(({ name }) => name)).toEqual([expect.stringMatching(/-customer-embedded$/)]);
  const [cookie] = sessions;
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "None" });
  expect(cookie?.partitionKey).toContain("http://127.0.0.1");
  expect((cookie?.expires ?? 0) * 1000 - Date.now()).toBeLessThanOrEqual(8 * 3_600_000);

  const tab = await context.newPage();
  await tab.goto("/");
  await expect(tab).toHaveURL(/\/sign-in$/);
});

test("an app on our own site may frame it too, and the everyday session stays as it was", async ({
  context,
}) => {
  const tab = await context.newPage();
  await tab.goto(customer().url);
  const { frame } = await openFramed(context, parents.sibling, await newLink());
  await expectPortal(frame);
  await expect(frame.getByRole("main")).toContainText("Framed Ltd");

  await frame.getByRole("button", { name: "Sign out" }).click();
  await expect(frame.getByRole("heading", { name: "You are signed out here" })).toBeVisible();
  await tab.goto("/");
  await expect(tab.getByRole("banner")).toContainText("· Owner");
});

test("a page nobody listed frames nothing: not the link, not the session, not what comes after", async ({
  context,
}) => {
  const link = await newLink();
  const { frame } = await openFramed(context, parents.stranger, link);
  await expect.poll(() => frame.url()).toBe(refusedByBrowser);

  // Nor once a frame's session is there, which a page of the same site shares.
  const allowed = await openFramed(context, parents.app, link);
  await expectPortal(allowed.frame);
  for (const path of ["/", "/credits", "/portal-session/ended", "/sign-in", "/staff"]) {
    const again = await openFramed(context, parents.stranger, `${sandbox().url}${path}`);
    await expect.poll(() => again.frame.url(), path).toBe(refusedByBrowser);
    await again.page.close();
  }
});

for (const [where, parent] of [
  ["another site", parents.app],
  ["our own site", parents.sibling],
] as const) {
  test(`an everyday session shows nothing in a frame, even of an app that may: ${where}`, async ({
    context,
  }) => {
    const tab = await context.newPage();
    await tab.goto(customer().url);
    for (const path of ["/", "/settings", "/sign-in"]) {
      const { page, frame } = await openFramed(context, parent, `${sandbox().url}${path}`);
      await expect.poll(() => frame.url(), path).not.toBe("about:blank");
      await expect(frame.getByRole("button", { name: "Sign out" })).toHaveCount(0);
      expect(await frame.content()).not.toMatch(/· Owner|INV-\d/);
      await page.close();
    }
  });
}

test("staff and signing in are framed by nobody, whatever cookies there are", async ({
  context,
}) => {
  const { frame } = await openFramed(context, parents.sibling, await newLink());
  await expectPortal(frame);
  for (const path of ["/staff", "/staff/sign-in", "/sign-in/email/sent", "/sandbox/mail"]) {
    const again = await openFramed(context, parents.sibling, `${sandbox().url}${path}`);
    await expect.poll(() => again.frame.url(), path).toBe(refusedByBrowser);
    await again.page.close();
  }
});

test("signing out in the frame ends that session and says how to come back", async ({
  context,
}) => {
  const { frame } = await openFramed(context, parents.app, await newLink());
  await expectPortal(frame);
  await frame.getByRole("button", { name: "Sign out" }).click();
  await expect(frame.getByRole("heading", { name: "You are signed out here" })).toBeVisible();
  expect((await context.cookies()).filter(({ name }) => /embedded/.test(name))).toEqual([]);
});

test("a link not made for frames opens nothing in one, and is still good in a tab", async ({
  context,
}) => {
  const link = await newLink({ embed: false });
  const { frame } = await openFramed(context, parents.app, link);
  await expect(frame.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
  const tab = await context.newPage();
  await tab.goto(link);
  await expectPortal(tab.mainFrame());
});

test("a link made for a frame opens an everyday session in a tab, with the way back", async ({
  context,
}) => {
  const tab = await context.newPage();
  await tab.goto(await newLink({ returnUrl: `${parents.app}/account` }));
  await expectPortal(tab.mainFrame());
  const names = (await context.cookies()).map(({ name }) => name);
  expect(names.some((name) => name.endsWith("-customer-session"))).toBe(true);
  expect(names.some((name) => name.endsWith("-customer-embedded"))).toBe(false);
  const back = tab.getByRole("link", { name: `Back to ${new URL(parents.app).host}` });
  await expect(back).toHaveAttribute("href", `${parents.app}/account`);
});

test("the way back leaves the frame, and the language can be chosen in it", async ({ context }) => {
  const returnUrl = `${parents.app}/account`;
  const { page, frame } = await openFramed(context, parents.app, await newLink({ returnUrl }));
  await expectPortal(frame);
  await frame.getByRole("button", { name: "Deutsch" }).click();
  await expect(frame.getByRole("button", { name: "Abmelden" })).toBeVisible();
  await frame.getByRole("link", { name: new RegExp(new URL(parents.app).host) }).click();
  await expect(page).toHaveURL(returnUrl);
});

test("the page around the frame cannot post in its name, though its cookie would come along", async ({
  context,
}) => {
  const { page, frame } = await openFramed(context, parents.app, await newLink());
  await expectPortal(frame);
  const posted: { path: string; status: number; cookie: boolean }[] = [];
  page.on("response", async (response) => {
    const request = response.request();
    if (request.method() !== "POST") return;
    const { cookie = "" } = await request.allHeaders();
    const path = new URL(response.url()).pathname;
    posted.push({ path, status: response.status(), cookie: cookie.includes("-embedded=") });
  });

  const paths = [...postRoutes(), "/api/trpc/portal.settings.setTimezone"];
  expect(paths.length).toBeGreaterThanOrEqual(7);
  for (const path of paths) {
    expect(await page.evaluate(forge, `${sandbox().url}${path}`), path).toBe("blocked");
    await expect.poll(() => posted.some((one) => one.path === path), path).toBe(true);
  }
  expect(posted.filter(({ status }) => status !== 403)).toEqual([]);
  // The test would prove nothing if the browser had kept the cookie back.
  expect(posted.every(({ cookie }) => cookie)).toBe(true);

  await frame.goto("/");
  await expectPortal(frame);
});

test("the page around the frame reads nothing of it", async ({ context }) => {
  const { page, frame } = await openFramed(context, parents.app, await newLink());
  await expectPortal(frame);
  for (const path of ["/", "/api/trpc/portal.overview.account", "/api/auth/session"]) {
    const read = await page.evaluate(async (address) => {
      const answer = await fetch(address, { credentials: "include" }).catch(() => undefined);
      return await answer?.text();
    }, `${sandbox().url}${path}`);
    expect(read, path).toBeUndefined();
  }
  const inside = await page.evaluate(() => {
    try {
      return document.querySelector("iframe")?.contentDocument?.body?.textContent ?? "closed";
    } catch {
      return "closed";
    }
  });
  expect(inside).toBe("closed");
});

test("what the documentation says of embedding is what there is", () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  for (const word of ["EMBED_ANCESTORS", "embed: true", "returnUrl"])
    expect(readme).toContain(word);
});

/** Two ways a page can send somebody's cookies along: a form, and a fetch; what the fetch brought. */
async function forge(address: string): Promise<"answered" | "blocked"> {
  const sink = document.createElement("iframe");
  sink.name = `sink-${document.querySelectorAll("iframe").length}`;
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: address, target: sink.name });
  document.body.append(sink, form);
  form.submit();
  const body = new URLSearchParams({ language: "fr" });
  return await fetch(address, {
    method: "POST",
    mode: "no-cors",
    credentials: "include",
    body,
  }).then(
    () => "answered",
    () => "blocked",
  );
}

async function expectPortal(frame: Frame): Promise<void> {
  await expect(frame.getByRole("button", { name: "Sign out" })).toBeVisible();
  await expect(frame.getByRole("main")).toBeVisible();
}

async function newLink({
  embed = true,
  returnUrl,
}: {
  embed?: boolean;
  returnUrl?: string;
} = {}): Promise<string> {
  const account = `e2e-${randomUUID()}`;
  const { tell } = service();
  await tell("service.accounts.upsert", {
    externalId: account,
    name: "Framed Ltd",
    email: "framed@example.com",
    currency: "usd",
  });
  const { url } = await tell<{ url: string }>("service.portalSessions.create", {
    account,
    embed,
    returnUrl,
  });
  return url;
}

function customer() {
  const found = sandbox().signIns.find(({ role }) => role !== "staff");
  if (!found) throw new Error("The sandbox has customers to sign in as");
  return found;
}

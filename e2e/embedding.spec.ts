import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import {
  expectPortal,
  newLink,
  openFramed,
  parents,
  refusedByBrowser,
  serveParents,
} from "./parents";
import { sandbox } from "./sandbox";

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
    await expect(
      frame.getByRole("navigation", { name: "Pages" }).locator("[aria-current=page]"),
    ).toHaveText(name);
    await expect(frame.getByRole("status")).toHaveCount(0);
  }
  await expect(frame.getByRole("banner")).not.toContainText("Tallybook");
  await page.close(); // the link is used up, and the session is in the frame's cookie
  const later = await openFramed(context, parents.app, `${sandbox().url}/credits`);
  await expect(
    later.frame.getByRole("navigation", { name: "Pages" }).locator("[aria-current=page]"),
  ).toHaveText("Credits");
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

test("what the documentation says of embedding is what there is", () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  for (const word of ["EMBED_ANCESTORS", "embed: true", "returnUrl"])
    expect(readme).toContain(word);
});

function customer() {
  const found = sandbox().signIns.find(({ role }) => role !== "staff");
  if (!found) throw new Error("The sandbox has customers to sign in as");
  return found;
}

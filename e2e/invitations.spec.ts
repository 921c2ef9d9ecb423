import { randomUUID } from "node:crypto";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { persona, signIn } from "./look";

test("an owner invites, the guest accepts from the mail, is given a role and taken out again", async ({
  page,
  browser,
}) => {
  const name = `Bea ${randomUUID().slice(0, 8)}`;
  const email = `bea-${randomUUID()}@people.example`;
  await signIn(page, persona("heavy-overage").url);
  await openSettings(page);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("combobox", { name: "Role" }).selectOption("Billing manager");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByText(`The invitation to ${email} is on its way.`)).toBeVisible();
  const asked = page.getByRole("table", { name: "Invitations not answered yet" });
  await expect(asked.getByRole("row", { name: new RegExp(email) })).toContainText("Camille Roy");

  const guest = await visitor(browser);
  await followMail(guest, email, /invitation/);
  await expect(guest.getByText("Camille Roy invites you")).toBeVisible();
  await guest.getByLabel("Your name").fill("evil.test/win");
  await guest.getByRole("button", { name: "Accept" }).click();
  await expect(guest.getByText("Say your name, without")).toBeVisible();
  await guest.getByLabel("Your name").fill(name);
  await guest.getByRole("button", { name: "Accept" }).click();
  await expect(guest).toHaveURL(/:\d+\/$/);
  await expect(guest.getByText(`${name} · Billing manager`)).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: `Change role of ${name}` }).click();
  await page
    .getByRole("dialog")
    .getByRole("radio", { name: /^Viewer/ })
    .check();
  await page.getByRole("button", { name: "Save role" }).click();
  await expect(page.getByText(`${name} is now: Viewer.`)).toBeVisible();
  await guest.goto("/settings");
  await expect(guest.getByText("Owners change roles and remove members.")).toBeVisible();
  await expect(guest.getByLabel("Time zone of")).toHaveCount(0);
  await guest.goto("/packs?buy=pack_1000");
  await expect(guest.getByText("Owners and billing managers can buy credits.")).toBeVisible();
  await expect(guest.getByRole("main")).toContainText("$12.00");
  await expect(guest.getByRole("main").getByRole("button")).toHaveCount(0);
  await expect(guest.getByRole("dialog")).toHaveCount(0);

  await page.getByRole("button", { name: `Remove ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText(`${name} is no longer a member.`)).toBeVisible();
  await expect(members(page)).not.toContainText(name);
  await guest.reload();
  await expect(guest).toHaveURL(/\/sign-in$/);
  await guest.context().close();
});

test("an invitation link is harmless to look at, and of no use a second time", async ({
  page,
  browser,
}) => {
  const email = `cem-${randomUUID()}@people.example`;
  await signIn(page, persona("new").url);
  await openSettings(page);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByText("is on its way")).toBeVisible();
  const guest = await visitor(browser);
  await followMail(guest, email, /invitation/);
  const link = guest.url();
  for (let look = 0; look < 3; look += 1) {
    expect((await guest.request.get(link)).status()).toBe(200);
  }
  await guest.getByLabel("Your name").fill("Cem");
  await guest.getByRole("button", { name: "Accept" }).click();
  await expect(guest).toHaveURL(/:\d+\/$/);
  await guest.goto(link);
  await expect(guest.getByRole("heading", { name: "no longer works" })).toBeVisible();
  const posted = await guest.request.post("/invitation/redeem", {
    form: { code: link.split("/").at(-1) ?? "", name: "Cem" },
    maxRedirects: 0,
  });
  expect(posted.headers().location).toBe("/invitation/expired");
  const forged = await guest.request.post("/invitation/redeem", {
    form: { code: "x" },
    headers: { origin: "https://evil.test" },
  });
  expect(forged.status()).toBe(403);
  await guest.context().close();
});

test("by e-mail somebody signs in from the sandbox's mailbox, once", async ({ page, browser }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill("THEO@kestrel-audio.example");
  await page.getByRole("button", { name: "Send me a sign-in link" }).click();
  await page.getByRole("link", { name: "Open the sandbox’s mail" }).click();
  await page
    .getByRole("row", { name: /theo@kestrel-audio/ })
    .first()
    .getByRole("link")
    .click();
  const link = page.getByRole("link", { name: /\/sign-in\/email\// });
  const address = (await link.getAttribute("href")) ?? "";
  await link.click();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Theo Kestrel · Owner")).toBeVisible();

  const other = await visitor(browser);
  await other.goto(address);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other).toHaveURL(/expired$/);
  await other.context().close();
});

const members = (page: Page) => page.getByRole("region", { name: "Members" });

async function openSettings(page: Page): Promise<void> {
  await page.goto("/settings");
  await expect(members(page)).toContainText(/\(you\)/);
}

/** Somebody with a browser of their own. */
async function visitor(browser: Browser): Promise<Page> {
  return await (await browser.newContext({ locale: "en-US" })).newPage();
}

async function followMail(page: Page, email: string, link: RegExp): Promise<void> {
  await page.goto("/sandbox/mail");
  await page
    .getByRole("row", { name: new RegExp(email) })
    .first()
    .getByRole("link")
    .click();
  await page.getByRole("link", { name: link }).click();
}

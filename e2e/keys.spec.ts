import { expect, test } from "@playwright/test";
import { persona, signIn } from "./look";

test("the palette goes anywhere, and its script is loaded when it first opens", async ({
  page,
}) => {
  const withPalette: string[] = [];
  page.on("response", async (response) => {
    if (!response.url().endsWith(".js")) return;
    if ((await response.text()).includes("cmdk-input")) withPalette.push(response.url());
  });
  await page.goto(persona("healthy").url, { waitUntil: "load" });
  const opener = page.getByRole("button", { name: "Go to…" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  expect(withPalette).toEqual([]);
  await opener.click();
  const field = page.getByRole("combobox", { name: "Go to" });
  await expect(field).toBeFocused();
  // What came is read after the page has it.
  await expect.poll(() => withPalette).toHaveLength(1);

  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(opener).toBeFocused();

  await page.keyboard.press("Control+k");
  await field.fill("sett");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings$/);
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.keyboard.press("Control+k");
  const invoice = page.getByRole("option", { name: /^Invoice INV-/ }).first();
  const number = ((await invoice.textContent()) ?? "").replace("Invoice ", "");
  await field.fill(number.slice(-3));
  await expect(page.getByRole("option", { name: `Invoice ${number}`, exact: true })).toBeVisible();
  await field.fill("no such thing at all");
  await expect(page.getByText("Nothing is called that")).toBeVisible();

  await field.fill("dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.keyboard.press("Control+k");
  await field.fill("sign out");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("one key or two go to pages, but not while one writes, nor once turned off", async ({
  page,
}) => {
  await page.goto(persona("healthy").url);
  // Only scripts know the theme: once it shows, they listen.
  await expect(page.getByRole("radio", { name: "Auto" })).toBeChecked();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page).toHaveURL(/\/settings$/);
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(page).toHaveURL(/:\d+\/$/);

  // Typed at once: the first time the palette is still on its way, and its letters lead to no other page.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("gu");
  await expect(page.getByRole("combobox", { name: "Go to" })).toHaveValue("gu");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to" }).fill("");
  await page.getByRole("combobox", { name: "Go to" }).pressSequentially("gs?");
  await expect(page.getByRole("combobox", { name: "Go to" })).toHaveValue("gs?");
  await expect(page).toHaveURL(/:\d+\/$/);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help.getByRole("row", { name: "g then u Go to Usage" })).toBeVisible();
  await help.getByRole("checkbox").uncheck();
  await help.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/:\d+\/$/);
  await page.keyboard.press("Control+k");
  await expect(
    page.getByRole("combobox", { name: "Go to" }),
    "Ctrl is no single key",
  ).toBeFocused();
});

test("j and k walk the rows, Enter opens one, and / searches", async ({ page }) => {
  await page.goto(persona("healthy").url);
  await page
    .getByRole("navigation", { name: "Pages" })
    .getByRole("link", { name: "Invoices" })
    .click();
  const rows = page.locator("[data-row]");
  await expect(rows.first()).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.locator("main input[type=search]")).toBeFocused();
  await page.getByRole("heading", { level: 1 }).click();

  const focused = page.locator("[data-row]:focus-within");
  await page.keyboard.press("j");
  await expect(focused).toHaveText((await rows.nth(0).textContent()) ?? "");
  await page.keyboard.press("j");
  const second = (await rows.nth(1).textContent()) ?? "";
  await expect(focused).toHaveText(second);
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(focused).toHaveText(second);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/invoices\/[0-9a-f-]{36}/);
});

test("Ctrl and Enter send the form one is in, from a field where Enter alone does not", async ({
  page,
}) => {
  await signIn(page, persona("healthy").url);
  await page.goto("/credits");
  // Only scripts know the theme: once it shows, they listen.
  await expect(page.locator("input[name=theme]:checked")).toHaveCount(1);
  await page.getByLabel("Kind").selectOption("Expired");
  await page.getByLabel("Kind").focus();
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/kind=expire/);
  const rows = page.getByRole("region", { name: "Ledger" }).locator("tbody tr");
  for (const row of await rows.all()) await expect(row).toContainText("Expired");
});

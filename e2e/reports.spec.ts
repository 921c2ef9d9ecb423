import { expect, type Page, test } from "@playwright/test";
import { complaintsOf, expectSound, looks, persona } from "./look";
import { sandbox } from "./sandbox";

/** A figure as it is read: dollars in cents, credits as they are. */
function figureIn(text: string | null): number {
  const figure = /[−-]?[$€£]?[\d,]+(\.\d\d)?/.exec((text ?? "").replaceAll(/\s/g, ""))?.[0] ?? "";
  const size = Number(figure.replaceAll(/[^\d]/g, ""));
  return /[−-]/.test(figure) ? -size : size;
}

/** All rows behind a cell, on all its pages. */
async function sumOfRows(page: Page): Promise<number> {
  let sum = 0;
  for (;;) {
    const figures = await page.locator("tr[data-row] td.figure").allTextContents();
    sum += figures.reduce((all, one) => all + figureIn(one), 0);
    const more = page.getByRole("link", { name: "Next rows" });
    if ((await more.count()) === 0) return sum;
    const here = page.url();
    await more.click();
    await expect(page).not.toHaveURL(here);
  }
}

test("a report asks for what it is narrowed by alone, and what another was narrowed to waits for its turn", async ({
  page,
}) => {
  await page.goto(persona("staff").url);
  await page.goto("/staff/reports?plan=pro&currency=usd");
  const filter = page.getByRole("search", { name: "Narrow the report" });
  const asked = () => filter.getByRole("combobox").count();
  await expect(filter.getByLabel("Plan", { exact: true }).first()).toHaveValue("pro");
  expect(await asked()).toBe(5);
  await page.getByRole("link", { name: "Recurring revenue" }).click();
  await expect(page.getByRole("heading", { name: "Recurring revenue" })).toBeVisible();
  // From, through, currency, segment: recurring revenue is of no one plan.
  expect(await asked()).toBe(4);
  await expect(filter.getByLabel("Currency", { exact: true })).toHaveValue("usd");
  await page.getByRole("link", { name: "Trial balance" }).click();
  await expect(page.getByRole("heading", { name: "Trial balance" })).toBeVisible();
  expect(await asked()).toBe(1);
  await page.getByRole("link", { name: "Money", exact: true }).click();
  await expect(filter.getByLabel("Plan", { exact: true }).first()).toHaveValue("pro");
});

test("finance narrows a report, opens a figure, and its rows add up to it", async ({ page }) => {
  const complaints = complaintsOf(page);
  await page.goto(persona("staff").url);
  await page.goto("/staff/reports");
  const table = page.getByRole("table", { name: "Money" });
  await expect(table).toBeVisible();
  await page.getByLabel("Plan", { exact: true }).first().selectOption({ index: 2 });
  await page.getByRole("checkbox", { name: "Plan" }).check();
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/plan=.*by=plan/);
  const collected = table.getByRole("link", { name: /^Collected/ }).first();
  const figure = figureIn(await collected.textContent());
  expect(figure).toBeGreaterThan(0);
  await collected.click();
  await expect(page).toHaveURL(/\/staff\/reports\/rows\?/);
  await expect(page.getByText("It is what customers paid, at Stripe or outside.")).toBeVisible();
  expect(await sumOfRows(page)).toBe(figure);
  await page
    .getByRole("link", { name: /^Entry / })
    .first()
    .click();
  await expect(page).toHaveURL(/\/staff\/customers\/.*entry=/);

  await page.goto("/staff/reports?report=credits&by=category");
  const used = page.getByRole("link", { name: /^Expired/ }).first();
  const credits = figureIn(await used.textContent());
  await used.click();
  await expect(page).toHaveURL(/\/staff\/reports\/rows\?/);
  expect(await sumOfRows(page)).toBe(credits);

  for (const [report, name] of [
    ["mrr", "Closing"],
    ["owed", "Total"],
    ["ages", "Total"],
  ] as const) {
    await page.goto(`/staff/reports?report=${report}`);
    const cell = page.getByRole("link", { name: new RegExp(`^${name} `) }).last();
    const stands = figureIn((await cell.textContent())?.replace(name, "") ?? "");
    await cell.click();
    await expect(page).toHaveURL(/\/staff\/reports\/standing\?/);
    await expect(page.getByText(/comes to/)).toBeVisible();
    expect(await sumOfRows(page)).toBe(stands);
  }

  await page.goto("/staff/reports?report=impact");
  const back = page.getByRole("table", { name: "Refunds" });
  await expect(back.getByRole("row").nth(1)).toContainText("in proportion");
  await back.getByRole("rowheader").getByRole("link").first().click();
  await expect(page).toHaveURL(/\/staff\/reports\/impact\?/);
  const line = page.locator("tr[data-row]").first();
  // The sentence over the rows, and the one of each, say the figures of the table, parts and all.
  const money = (await line.locator("td.figure").first().textContent()) ?? "?";
  await expect(page.getByText(/gave back \$/).first()).toContainText("in proportion");
  await expect(line.getByText(/^Gave back/)).toContainText(money);
  await expect(line.getByText(/^Gave back/)).toContainText(/not earned yet|earned before/);
  await line.getByRole("link", { name: "The refund" }).click();
  await expect(page).toHaveURL(/\/staff\/invoices\/[0-9a-f-]+#refund-/);
  await expect(page.locator(new URL(page.url()).hash)).toContainText(money);

  await page.goto("/staff/reports?report=deferred");
  await expect(page.getByText("adds up").first()).toBeVisible();
  await expect(page.getByText("does not add up")).toHaveCount(0);
  await page.goto("/staff/reports?report=ledger");
  await expect(page.getByText("adds up")).not.toHaveCount(0);
  await expect(page.getByText("does not add up")).toHaveCount(0);
  expect(complaints).toEqual([]);
});

/** What each row behind a cell counts, and when it was booked. */
async function bookedRows(page: Page): Promise<{ at: string; amount: number }[]> {
  const rows = page.locator("tr[data-row]");
  await expect(rows).not.toHaveCount(0);
  return await Promise.all(
    (await rows.all()).map(async (row) => ({
      at: (await row.locator("time").first().getAttribute("datetime")) ?? "",
      amount: figureIn(await row.locator("td.figure").textContent()),
    })),
  );
}

test("finance looks back: at what is booked up to an instant, and at what was known at another", async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  await page.goto(persona("staff").url);
  await page.goto("/staff/reports");
  const collected = page.getByRole("table", { name: "Money" }).getByRole("link", {
    name: /^Collected/,
  });
  const behind = (await collected.first().getAttribute("href")) ?? "";
  await page.goto(behind);
  const rows = (await bookedRows(page)).sort((a, b) => (a.at < b.at ? -1 : 1));
  const [last, first] = [rows.at(-1)?.at ?? "", rows[0]?.at ?? ""];
  expect(first < last).toBe(true);
  // By hand: the rows but those of the last second.
  const until = new Date(Date.parse(last) - 1_000).toISOString().slice(0, 19);
  const sum = rows.filter(({ at }) => at < last).reduce((all, { amount }) => all + amount, 0);

  await page.goto("/staff/reports");
  await page.getByLabel("Booked up to (UTC)").fill(until);
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/booked=/);
  await expect(page.getByText("Booked up to", { exact: false }).last()).toContainText(
    "as known at",
  );
  const month = new URL(behind, page.url()).searchParams.get("month") ?? "";
  const narrowed = page.locator(`a[href*="column=collected"][href*="month=${month}"]`).first();
  expect(figureIn((await narrowed.textContent())?.replace("Collected", "") ?? "")).toBe(sum);
  // What is behind the figure looks back as it does, and a link keeps both instants.
  await narrowed.click();
  await expect(page).toHaveURL(/rows\?.*booked=/);
  expect((await bookedRows(page)).reduce((all, { amount }) => all + amount, 0)).toBe(sum);
  await page.goBack();
  await page.getByRole("link", { name: "Link that keeps these figures" }).click();
  await expect(page).toHaveURL(/booked=.*known=|known=.*booked=/);
  expect(figureIn((await narrowed.textContent())?.replace("Collected", "") ?? "")).toBe(sum);

  // Before anything was recorded nothing was known, whatever it is dated.
  await page.goto("/staff/reports?known=2001-01-01");
  await expect(page.getByText("Nothing moved in these months.")).toBeVisible();
  for (const report of ["owed", "ages", "deferred", "ledger"]) {
    await page.goto(`/staff/reports?report=${report}&booked=${until}`);
    await expect(page.getByText(/^Booked up to .*as known at/)).toBeVisible();
    await expect(page.getByText("does not add up")).toHaveCount(0);
  }
  await page.goto("/staff/reports?booked=2026-02-30");
  await expect(page.getByRole("alert").first()).toContainText("“2026-02-30” is no date and time");
  await page.goto("/staff/reports?known=2098-01-01");
  await expect(page.getByText("can be at most")).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("reports are read in every look, and by nobody of support", async ({ page, browser }) => {
  test.slow();
  for (const { colorScheme, width } of looks) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const finance = await context.newPage();
    await finance.goto(persona("staff").url);
    for (const report of ["money", "revenue", "mrr", "ages", "impact", "ledger"]) {
      await finance.goto(`${sandbox().url}/staff/reports?report=${report}`);
      await expectSound(finance, width);
    }
    await finance.goto(`${sandbox().url}/staff/reports`);
    await finance
      .getByRole("link", { name: /^Billed/ })
      .first()
      .click();
    await expect(finance).toHaveURL(/\/rows\?/);
    await expectSound(finance, width);
    await finance.goto(`${sandbox().url}/staff/reports?report=mrr`);
    await finance
      .getByRole("link", { name: /^Closing / })
      .last()
      .click();
    await expect(finance).toHaveURL(/\/standing\?/);
    await expectSound(finance, width);
    await finance.screenshot({ path: `test-results/standing-${colorScheme}-${width}.png` });
    await context.close();
  }
  await page.goto(persona("staff-support").url);
  await page.goto("/staff/reports");
  await expect(page.getByText("Reports are for finance and admins.")).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
});

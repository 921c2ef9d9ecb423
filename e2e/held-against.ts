import { expect, type Locator, type Page } from "@playwright/test";
import { rowsOf } from "./database";
import { textOf } from "./pdf";
import { service } from "./service";

/** The figures of a two-ledger preview, in the smallest unit of each. */
export type Shown = {
  /** What each line comes to, in their order. */
  lines: bigint[];
  due: bigint;
  /** Kept as account credit. */
  kept: bigint;
  granted: bigint;
  takenBack: bigint;
  before: bigint;
  after: bigint;
};

const sums = ["Total", "Due now", "Kept as account credit", "Paid from account credit"];

/** Reads what a sheet shows, once nothing of it is being worked out. */
export async function shownIn(sheet: Locator): Promise<Shown> {
  const preview = sheet.getByRole("region", { name: "What this would do" });
  await expect(preview).toHaveAttribute("aria-busy", "false");
  const money = await figuresOf(preview.getByRole("table", { name: "Money" }));
  const credits = await figuresOf(preview.getByRole("table", { name: "Credits" }));
  const moved = (names: RegExp) =>
    credits.filter(([name]) => names.test(name)).reduce((sum, [, figure]) => sum + figure, 0n);
  return {
    lines: money.filter(([name]) => !sums.includes(name)).map(([, figure]) => figure),
    due: named(money, "Due now") ?? 0n,
    kept: named(money, "Kept as account credit") ?? 0n,
    granted: moved(/^(Allowance of the new plan|Credits bought)/),
    takenBack: -moved(/^Taken back/),
    before: named(credits, "Now") ?? 0n,
    after: named(credits, "Afterwards") ?? 0n,
  };
}

type Figure = [name: string, figure: bigint];

async function figuresOf(table: Locator): Promise<Figure[]> {
  const rows = await table.getByRole("row").all();
  const read = rows.map(async (row): Promise<Figure[]> => {
    const cell = row.getByRole("cell");
    if ((await cell.count()) === 0) return [];
    const name = (await row.getByRole("rowheader").textContent()) ?? "";
    return [[name.trim(), figureIn((await cell.textContent()) ?? "")]];
  });
  return (await Promise.all(read)).flat();
}

function named(figures: readonly Figure[], name: string): bigint | undefined {
  return figures.find(([one]) => one === name)?.[1];
}

/** "−$1,234.56" is −123456, "62,000 credits" is 62000. */
function figureIn(text: string): bigint {
  return BigInt(text.replaceAll(/[−-]/g, "-").replaceAll(/[^\d-]/g, ""));
}

type Api = {
  id: string;
  number: string;
  total: { minor: bigint };
  due: { minor: bigint };
  lines: { amount: { minor: bigint } }[];
};

/**
 * A document just issued, held against what was shown before it was: the API, the PDF, the page and the
 * ledger each say the same, line by line. Its number and id are told.
 */
export async function expectDocument(page: Page, account: string, shown: Shown): Promise<Api> {
  const { ask } = service();
  const { items } = await ask<{ items: { id: string }[] }>("service.invoices.list", { account });
  const invoiceId = items[0]?.id ?? "";
  const told = await ask<Api>("service.invoices.get", { account, invoiceId });
  const total = shown.lines.reduce((sum, one) => sum + one, 0n);
  expect(told.lines.map(({ amount }) => amount.minor)).toEqual(shown.lines);
  expect([told.total.minor, told.due.minor]).toEqual([total, shown.due]);

  const answer = await page.request.get(`/api/export/documents/${invoiceId}`);
  const text = await textOf(await answer.body());
  expect(text).toContain(told.number);
  for (const line of shown.lines) expect(text).toContain(dollars(line));
  expect(text).toMatch(new RegExp(`Total [−-]?\\$${dollars(total).replaceAll(".", "\\.")}`));

  const { posted, granted } = await booksOf(invoiceId);
  expect([posted, granted]).toEqual([total, shown.granted]);
  return told;
}

/** What the ledger has of a document: what it made receivable, and what its lines granted. */
async function booksOf(invoiceId: string): Promise<{ posted: bigint; granted: bigint }> {
  const [row] = await rowsOf<{ posted: string; granted: string }>(
    `select
      coalesce(sum(case when t.kind = 'receivable' then x.amount when f.kind = 'receivable'
        then -x.amount end) filter (where x.asset <> 'credit'
        and (t.kind in ('unbilled', 'tax_payable') or f.kind in ('unbilled', 'tax_payable'))), 0)
        as posted,
      coalesce(sum(x.amount) filter (where f.kind like 'issued.%' and t.kind = 'grant'), 0) as granted
    from invoice_lines l
    join transfers x on x.account_id = l.account_id and x.invoice_line_id = l.id
    join ledger_accounts f on f.account_id = x.account_id and f.id = x.from_id
    join ledger_accounts t on t.account_id = x.account_id and t.id = x.to_id
    where l.invoice_id = $1`,
    [invoiceId],
  );
  return { posted: BigInt(row?.posted ?? 0), granted: BigInt(row?.granted ?? 0) };
}

/** What an account can use, by the API and by the sum of its ledger's grants; they are one figure. */
export async function expectAvailable(account: string, credits: bigint): Promise<void> {
  type Balance = { available: bigint };
  const told = await service().ask<Balance>("service.credits.balance", { account });
  expect([told.available, await ledgerOf(account, "grant")]).toEqual([credits, credits]);
}

/** The balance of an account's ledger accounts of one kind, debits less credits. */
export async function ledgerOf(account: string, kind: string): Promise<bigint> {
  const [row] = await rowsOf<{ balance: string }>(
    `select coalesce(sum(case when t.kind = $2 then x.amount else 0 end)
      - sum(case when f.kind = $2 then x.amount else 0 end), 0) as balance
    from accounts a
    join transfers x on x.account_id = a.id
    join ledger_accounts f on f.account_id = x.account_id and f.id = x.from_id
    join ledger_accounts t on t.account_id = x.account_id and t.id = x.to_id
    where a.external_id = $1`,
    [account, kind],
  );
  return BigInt(row?.balance ?? 0);
}

/** As the PDF prints it, without its sign. */
function dollars(minor: bigint): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
  return format.format(`${minor < 0n ? -minor : minor}E-2` as `${number}`).replace("$", "");
}

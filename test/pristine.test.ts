import { sql } from "kysely";
import { expect, inject, test } from "vitest";
import type { Db } from "@/db/client";
import { advance, books, booksUrl, Customer, forgetBooks, openBooks } from "./books";
import { copyOf, testBegins, testEnds } from "./database-copies";

/** Every table and sequence by what is in it. */
async function contentsOf(db: Db): Promise<Record<string, string>> {
  const { rows: relations } = await sql<{ name: string; kind: string }>`
    select oid::regclass::text as name, relkind as kind from pg_class
    where relkind in ('r', 'S') and relnamespace <> 'pg_catalog'::regnamespace
      and relnamespace::regnamespace::text !~ '^(pg_toast|information_schema|pristine)'`.execute(
    db,
  );
  const contents = relations.map(({ name, kind }) =>
    kind === "S"
      ? `select '${name}' as name, concat(last_value, is_called) as content from ${name}`
      : `select '${name}' as name, md5(string_agg(one::text, ' ' order by one::text)) as content from ${name} one`,
  );
  const { rows } = await sql
    .raw<{ name: string; content: string }>(contents.join(" union all "))
    .execute(db);
  return Object.fromEntries(rows.map(({ name, content }) => [name, content]));
}

async function aMonthWithPlanAndPack(): Promise<void> {
  const customer = await Customer.open();
  await customer.start("pro");
  await customer.consume(20_500n);
  await customer.hold(10n, "2026-01-03T00:00:00Z");
  await advance("2026-02-02T00:00:00Z");
  await customer.pay((await customer.invoices())[0]?.id ?? null);
}

async function nextTest(): Promise<void> {
  forgetBooks(await testEnds());
  testBegins();
}

test("books that were used and brought back are those of a new copy, row by row", async () => {
  const fresh = await contentsOf((await copyOf(inject("booksUrl"))).db);
  await openBooks("2020-01-01T00:00:00Z");
  const [db, url] = [books(), booksUrl()];
  await aMonthWithPlanAndPack();
  expect(await contentsOf(db)).not.toEqual(fresh);
  await nextTest();
  await expect(contentsOf(db)).rejects.toThrow("another test's");
  await openBooks("2020-01-01T00:00:00Z");
  expect(booksUrl()).toBe(url);
  expect(await contentsOf(books())).toEqual(fresh);
});

test("books in which more than rows has changed are nobody else's", async () => {
  for (const change of [
    "alter table transfers disable trigger user",
    "create or replace function app_now() returns timestamptz(3) language sql as 'select now()::timestamptz(3)'",
    "grant update on transfers to tallybook_read",
  ]) {
    await openBooks("2026-01-01T00:00:00Z");
    const url = booksUrl();
    await sql.raw(change).execute(books());
    await nextTest();
    await openBooks("2026-01-01T00:00:00Z");
    expect(booksUrl(), change).not.toBe(url);
  }
});

test("nor are books in which somebody is still at work", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const url = booksUrl();
  let finish = () => {};
  const isFinished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const work = books()
    .connection()
    .execute(() => isFinished);
  await sql`select 1`.execute(books());
  await nextTest();
  await openBooks("2026-01-01T00:00:00Z");
  expect(booksUrl()).not.toBe(url);
  finish();
  await work;
});

import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { countOverdue } from "@/jobs/overdue-queries";
import { newId } from "@/lib/ids";
import { advance, books, Customer, openBooks, setClock } from "./books";
import { agreed, keptCard } from "./stripe/top-ups";
import { deliveries, openEndpoint } from "./webhooks/ground";

const nothing = { accounts: 0, deliveries: 0, mails: 0, "top-ups": 0 };
const ago = (minutes: number) =>
  sql<Date>`clock_timestamp() - ${minutes}::int4 * interval '1 minute'`;

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
});

test("an account with something due is overdue after five minutes, and not once it is booked", async () => {
  await (await Customer.open()).start("pro");
  await advance("2026-01-31T00:00:00Z");
  await setClock("2026-02-01T00:05:00Z");
  expect(await countOverdue(books())).toEqual(nothing);
  await setClock("2026-02-01T00:05:01Z");
  expect(await countOverdue(books())).toEqual({ ...nothing, accounts: 1 });
  await advance("2026-02-01T00:05:01Z");
  expect(await countOverdue(books())).toEqual(nothing);
});

test("deliveries and mails nobody sends are overdue, those that are to wait are not", async () => {
  const endpoint = await openEndpoint("http://127.0.0.1:9/");
  await (await Customer.open()).grant(5n);
  expect(await deliveries()).toHaveLength(1);
  expect(await countOverdue(books())).toEqual(nothing);
  await sql`update webhook_deliveries set next_attempt_at = ${ago(6)}`.execute(books());
  for (const minutes of [4, 6, 7]) {
    await sql`insert into mails (id, kind, recipient, subject, body, created_at, next_attempt_at)
      values (${newId()}, 'sign_in', 'ada@example.com', 'Test', 'Test', ${ago(8)}, ${ago(minutes)})`.execute(
      books(),
    );
  }
  expect(await countOverdue(books())).toEqual({ ...nothing, deliveries: 1, mails: 2 });
  // One that failed too often is left alone for a while.
  await sql`update webhook_endpoints set paused_until = clock_timestamp() + interval '1 minute'
    where id = ${endpoint.id}`.execute(books());
  expect(await countOverdue(books())).toMatchObject({ deliveries: 0 });
});

test("an automatic top-up nobody orders is overdue after five minutes", async () => {
  const customer = await Customer.open();
  await customer.grant(1_200n);
  await keptCard(customer);
  await agreed(customer);
  await customer.consume(300n);
  await setClock("2026-01-01T00:05:00Z");
  expect(await countOverdue(books())).toEqual(nothing);
  await setClock("2026-01-01T00:05:01Z");
  expect(await countOverdue(books())).toEqual({ ...nothing, "top-ups": 1 });
});

import { beforeAll, expect, test } from "vitest";
import type { Role } from "@/db/transaction";
import { type Customer, setClock } from "../books";
import { closeAll } from "../months/living";
import { codeOf, openTwoCustomers } from "./attempt";

let customer: Customer;
let other: Customer;

beforeAll(async () => {
  [customer, other] = await openTwoCustomers();
  await setClock("2026-02-10T00:00:00Z");
  expect(await closeAll()).toEqual(["2026-01"]);
});

/** The app, the worker and staff write as one role; the login owns the tables and is held by nothing but triggers. */
const writers: [who: string, role: Role | undefined][] = [
  ["the app, the worker and staff", "tallybook_app"],
  ["the owner", undefined],
];
const readers: Role[] = ["tallybook_portal", "tallybook_read", "tallybook_auditor"];

/** The next ledger transactions of an account, each booked at an instant, in one statement. */
const book = (of: Customer, ...bookedAt: string[]) => `
  with recursive rows as (
    select 0 as n, b.version, b.head_hash as before from account_books b where b.account_id = '${of.id}'
    union all
    select n + 1, version + 1, decode(repeat('ab', 32), 'hex') from rows where n < ${bookedAt.length})
  insert into ledger_transactions (account_id, account_version, kind, occurred_at, booked_at, recorded_at,
    actor, reason, request_id, previous_hash, hash)
  select '${of.id}', version + 1, 'grant', at, at, '2026-02-10', 'test', 'Test', 'test', before,
    decode(repeat('ab', 32), 'hex')
  from rows join unnest(array[${bookedAt.map((at) => `'${at}'`).join(",")}]::timestamptz[]) with ordinality as t (at, place)
    on place = n + 1`;

const again = (table: "transfers" | "consumptions", month: "<" | ">=") => `
  insert into ${table}
  select (jsonb_populate_record(one, ${
    table === "transfers"
      ? "jsonb_build_object('position', 900)"
      : "jsonb_build_object('idempotency_key', 'again')"
  })).*
  from ${table} one
  join ledger_transactions x on x.account_id = one.account_id and x.account_version = one.account_version
  where one.account_id = '${customer.id}' and x.booked_at ${month} '2026-02-01' order by one.account_version limit 1`;

const lastOfJanuary = "2026-01-31T23:59:59.999Z";
const firstOfFebruary = "2026-02-01T00:00:00Z";

test.each(writers)(
  "%s: nothing more is booked into a closed month, alone or among others",
  async (_, role) => {
    expect(await codeOf(book(customer, lastOfJanuary), role)).toBe("TB003");
    expect(await codeOf(book(customer, "2026-01-10T00:00:00Z"), role)).toBe("TB003");
    expect(
      await codeOf(book(customer, firstOfFebruary, lastOfJanuary, firstOfFebruary), role),
    ).toBe("TB003");
    expect(
      await codeOf(`${book(other, firstOfFebruary)};${book(customer, lastOfJanuary)}`, role),
    ).toBe("TB003");
    expect(await codeOf(book(customer, firstOfFebruary, firstOfFebruary), role)).toBeUndefined();
  },
);

test.each(writers)(
  "%s: what is booked in a closed month gets no transfer and no use more",
  async (_, role) => {
    for (const table of ["transfers", "consumptions"] as const) {
      expect([table, await codeOf(again(table, "<"), role)]).toEqual([table, "TB003"]);
    }
    // In the open month only the audit sees it, by the chain.
    expect(await codeOf(again("transfers", ">="), role)).toBeUndefined();
  },
);

test.each(writers)("%s: it is not opened, moved or rewritten to make room", async (_, role) => {
  const open = (through: string) => `
    update account_books set closed_through = ${through} where account_id = '${customer.id}'`;
  for (const through of ["null", "'2026-01-15'", "'2026-01-01'"]) {
    expect(await codeOf(`${open(through)};${book(customer, lastOfJanuary)}`, role)).toBe("TB049");
  }
  const move =
    "update ledger_transactions set booked_at = '2026-01-31' where booked_at > '2026-02-01'";
  expect(await codeOf(move, role)).toBe(role ? "42501" : "TB001");
  const reopened = "update book_months set status = 'open', reason = 'Because'";
  expect(await codeOf(`${reopened};${book(customer, lastOfJanuary)}`, role)).toBe("TB049");
});

test.each(readers)("%s books nothing, in whatever month", async (role) => {
  for (const at of [lastOfJanuary, firstOfFebruary]) {
    expect(await codeOf(book(customer, at), role)).toBe("42501");
  }
  for (const table of ["transfers", "consumptions"] as const) {
    expect(await codeOf(again(table, "<"), role)).toBe("42501");
  }
});

import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import { setTax } from "@/billing/invoices/taxes";
import { findWrong } from "@/billing/rebuild";
import { inTransaction } from "@/db/transaction";
import { addSeconds } from "@/lib/time";
import { books, Customer, openBooks, setClock } from "../books";
import { assertBooksAreClean } from "../database";
import { runs } from "../runs";
import { buy, hear, type Life, paidInvoices, perform, sent } from "./life";
import { anAct } from "./life-acts";
import { winAll } from "./life-disputes";
import { ask } from "./refunding";

const start = new Date("2026-01-01T00:00:00Z");

/** All that is on its way arrives, and all that is left goes back: then nothing is deferred of it. */
async function giveAllBack(life: Life): Promise<void> {
  const { customer } = life;
  const onTheirWay = await sent(customer);
  for (const [which] of onTheirWay.entries()) await hear(life, { which, said: "succeeded" });
  await winAll(customer);
  // What is kept for the account pays what is open, and that can go back too.
  for (let round = 0; round < 10; round += 1) {
    for (const { id, left } of await paidInvoices(customer)) {
      const of = { kind: "amount", grossMinor: left } as const;
      await ask(customer, id, { of, destination: "account_credit", shortfall: "write_off" });
    }
  }
  expect(await paidInvoices(customer)).toEqual([]);
  const { rows } = await sql`
    select e.invoice_line_id from line_earnings e
    join invoice_lines l on l.account_id = e.account_id and l.id = e.invoice_line_id
    join line_returns r on r.account_id = l.account_id and r.invoice_line_id = l.id and r.stands
    where e.account_id = ${customer.id} and e.open
    group by e.account_id, e.invoice_line_id, l.amount_minor, l.discount_minor, l.tax_included, l.tax_minor
    having sum(r.net_minor + r.tax_minor) = l.amount_minor - l.discount_minor
      + case when l.tax_included then 0 else l.tax_minor end`.execute(books());
  expect(rows).toEqual([]);
}

test(
  "whatever is refunded in whatever order between whatever else: the books stay clean, and all of it goes back",
  async () => {
    let run = 0;
    let now = start;
    const property = fc.asyncProperty(
      fc.array(anAct, { minLength: 4, maxLength: 18 }),
      fc.constantFrom(null, 200_000n, 77_000n),
      fc.boolean(),
      async (acts, ppm, included) => {
        if (run % 8 === 0) {
          now = start;
          await openBooks(start.toISOString());
        }
        run += 1;
        await setClock(now);
        const customer = await Customer.open();
        const rate = ppm && { name: "VAT", ppm, included };
        if (rate) {
          await inTransaction(books(), (tx) =>
            setTax(tx, customer.id, { treatment: "rate", rate }),
          );
        }
        const life: Life = { customer, holds: [], now, made: 0 };
        await buy(customer, "pack_1000");
        for (const one of acts) {
          if (one.do === "wait") now = addSeconds(now, one.seconds);
          life.now = await setClock(now);
          await perform(life, one);
        }
        await assertBooksAreClean(books());
        await giveAllBack(life);
        now = addSeconds(now, 86_400);
        await setClock(now);
        await runDue(books(), now);
        await assertBooksAreClean(books());
        expect(await findWrong(books(), "UTC")).toEqual([]);
      },
    );
    await fc.assert(property, { numRuns: runs(8, 1_500) });
  },
  runs(240_000),
);

import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { inTransaction } from "@/db/transaction";
import { prune } from "@/jobs/prune";
import { newId, type QuoteId } from "@/lib/ids";
import { ownerOf } from "@/trpc/account-names";
import { advance, books, Customer, openBooks } from "./books";
import { buyPack, previewOfPack } from "./packs";
import { codeOf } from "./refusals/attempt";

let customer: Customer;

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
  customer = await Customer.open();
});

async function quoteIds(): Promise<QuoteId[]> {
  const { rows } = await sql<{ id: QuoteId }>`
    select q.id from quotes q join directory d on d.kind = 'quote' and d.key = q.id::text
    order by q.recorded_at, q.id`.execute(books());
  return rows.map(({ id }) => id);
}

test("quotes nobody confirmed go thirty days after they ran out, set by set, with their names; the others stay", async () => {
  await customer.pay((await customer.start("pro")).invoiceId);
  const used = (await buyPack(customer, { pack: "pack_1000" })).shown.quoteId;
  const waits = await customer.preview("starter", { when: "period_end" });
  await customer.confirm(waits.quoteId);
  const old = [];
  for (let made = 0; made < 5; made += 1)
    old.push((await previewOfPack(customer, { pack: "pack_1000" })).quoteId);
  await advance("2026-01-05T00:00:00Z");
  const { quoteId: younger } = await previewOfPack(customer, { pack: "pack_1000" });

  await advance("2026-01-31T00:15:00Z"); // they ran out at 00:15 on 1 Jan: thirty days to the second
  expect(await prune(books(), 2)).toMatchObject({ quotes: 0 });
  await advance("2026-01-31T00:15:01Z");
  expect(await prune(books(), 2)).toMatchObject({ quotes: 5 });
  expect(await prune(books(), 2)).toMatchObject({ quotes: 0 });
  expect(await quoteIds()).toEqual([used, waits.quoteId, younger]);
  const { rows } = await sql`select from directory where key = any(${old}::text[])`.execute(
    books(),
  );
  expect(rows).toEqual([]);
  const gone = {
    code: "not_found",
    message: "There is no such quote. One that ran out long ago is deleted: ask for a new one.",
    facts: { field: "quoteId" },
  };
  await expect(customer.confirm(old[0] as QuoteId)).rejects.toMatchObject(gone);
  await expect(ownerOf(books(), "quote", old[0] as QuoteId)).rejects.toMatchObject(gone);
});

test("two workers that prune at once delete each quote once", async () => {
  for (let made = 0; made < 12; made += 1) await previewOfPack(customer, { pack: "pack_1000" });
  await advance("2026-03-01T00:00:00Z");
  const [one, other] = await Promise.all([prune(books(), 2), prune(books(), 3)]);
  expect(one.quotes + other.quotes).toBe(12);
  expect(await quoteIds()).toEqual([]);
});

test("a quote a change refers to stays, though nothing says that it was confirmed", async () => {
  await customer.start("pro");
  const { quoteId } = await customer.preview("starter", { when: "period_end" });
  await customer.confirm(quoteId);
  await sql`update quotes set used_at = null`.execute(books());
  await advance("2026-03-02T00:00:00Z");
  expect(await prune(books())).toMatchObject({ quotes: 0 });
  expect(await quoteIds()).toEqual([quoteId]);
});

test("not even the owner deletes a quote that was confirmed or still can be, or a name of something else", async () => {
  await buyPack(customer, { pack: "pack_1000" });
  expect(await codeOf("delete from quotes where used_at is not null")).toBe("TB001");
  await previewOfPack(customer, { pack: "pack_1000" });
  expect(await codeOf("delete from quotes where used_at is null")).toBe("TB001");
  expect(await codeOf("truncate quotes cascade")).toBe("TB001");
  expect(await codeOf("delete from directory where kind = 'invoice'", "tallybook_app")).toBe(
    "TB001",
  );
  expect(await codeOf("truncate directory")).toBe("TB001");
  expect(await codeOf("delete from quotes", "tallybook_portal")).toBe("42501");
});

test("links and tokens of sign-in go a month after they ran out, used or not", async () => {
  const ended = (days: number) => sql<Date>`clock_timestamp() - ${days}::int4 * interval '1 day'`;
  for (const days of [31, 32, 29]) {
    const id = newId<string>();
    const times = { created_at: ended(days + 1), expires_at: ended(days) };
    await inTransaction(books(), async (tx) => {
      await tx
        .insertInto("portal_links")
        .values({ account_id: customer.id, id, ...times })
        .execute();
      const name = { kind: "portal_link", key: `hash of ${days}`, account_id: customer.id, id };
      await tx.insertInto("directory").values(name).execute();
      await sql`insert into sign_in_tokens (token_hash, realm, email, created_at, expires_at)
        values (sha256(${id}::bytea), 'customer', 'ada@example.com', ${times.created_at}, ${times.expires_at})`.execute(
        tx,
      );
    });
  }
  expect(await prune(books(), 1)).toEqual({ quotes: 0, links: 2, tokens: 2, exports: 0 });
  const { rows } = await sql<{ key: string }>`
    select key from directory where kind = 'portal_link'`.execute(books());
  expect(rows).toEqual([{ key: "hash of 29" }]);
});

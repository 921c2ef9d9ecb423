import { sql } from "kysely";
import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { countTasks, listTasks } from "@/staff/task-queries";
import { books, Customer, openBooks } from "../books";

test("tasks are told a page at a time, each once, also those of one instant; open ones are counted", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const { id: account } = await Customer.open();
  const ids = [newId<string>(), newId<string>(), newId<string>()];
  // Two of one instant, and an older one that came last.
  const at = ["2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z"];
  for (const [index, id] of ids.entries()) {
    await sql`insert into staff_tasks (account_id, id, kind, facts, created_at)
      values (${account}, ${id}, 'refund_unproven', '{}', ${at[index]})`.execute(books());
  }
  expect(await pagesOf("open")).toEqual([ids[2], ids[0], ids[1]]);
  expect(await countTasks(books())).toEqual({ open: 3, done: 0 });

  const said = sql`done_by = 'system', done_because = 'Over'`;
  await sql`update staff_tasks set done_at = '2026-03-03T00:00:00Z', ${said} where id = ${ids[0]}`.execute(
    books(),
  );
  await sql`update staff_tasks set done_at = '2026-03-04T00:00:00Z', ${said} where id = ${ids[1]}`.execute(
    books(),
  );
  expect(await pagesOf("done")).toEqual([ids[1], ids[0]]);
  expect(await pagesOf("open")).toEqual([ids[2]]);
  expect(await countTasks(books())).toEqual({ open: 1, done: 2 });
  // What no page ended with is the first page.
  expect(
    (await listTasks(books(), { state: "open", after: "x' or 1", limit: 1 })).tasks,
  ).toHaveLength(1);
});

async function pagesOf(state: "open" | "done"): Promise<string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listTasks>> = await listTasks(books(), {
      ...{ state, after, limit: 1 },
    });
    seen.push(...page.tasks.map(({ id }) => id));
    after = page.next;
  } while (after);
  return seen;
}

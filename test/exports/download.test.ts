import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { keptFile } from "@/app/api/export/kept";
import { prune } from "@/jobs/prune";
import { books, Customer, openBooks, setClock } from "../books";
import { chanceFrom } from "../chance";
import { runs, seed } from "../runs";
import { ask, someStaff, textOf, writeAll } from "./ground";

type Staff = Awaited<ReturnType<typeof someStaff>>;

let sam: Staff;
let id: string;
let whole: Buffer;
let etag: string;

beforeAll(async () => {
  await openBooks("2026-03-01T12:00:00Z");
  sam = await someStaff();
  for (const _ of Array.from({ length: 12 })) {
    const customer = await Customer.open();
    await sql`update accounts set name = 'Zürich 漢字 🎉' where id = ${customer.id}`.execute(
      books(),
    );
  }
  ({ id } = await ask(sam, { kind: "customers" }));
  // Pieces of five rows, so that ranges begin and end in them and go over their edges.
  await writeAll(books(), 5);
  whole = Buffer.from(await textOf(id), "utf8");
  etag = `"${id}-${whole.length}"`;
});

function fetched(by: Staff, headers: Record<string, string> = {}, of = id): Promise<Response> {
  const asker = { db: books(), actor: by.who };
  return keptFile(asker, new Request("https://us.example/file", { headers }), of);
}

async function bytesOf(answer: Response): Promise<Buffer> {
  return Buffer.from(await answer.arrayBuffer());
}

test("whole, it is what was written, says how long it is, and is kept by no cache", async () => {
  const answer = await fetched(sam);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    ...{ etag, "accept-ranges": "bytes", "content-length": `${whole.length}` },
    ...{ "cache-control": "private, no-store", "x-content-type-options": "nosniff" },
    "content-disposition": 'attachment; filename="customers-2026-03-01.csv"',
  });
  expect(answer.headers.has("content-range")).toBe(false);
  expect((await bytesOf(answer)).equals(whole)).toBe(true);
  expect((await fetched(sam, { "if-none-match": etag })).status).toBe(304);
});

test("a part is those bytes and no other, wherever it begins and ends", async () => {
  const chance = chanceFrom(seed());
  const any = (below: number) => Math.floor(chance() * below);
  for (let run = 0; run < runs(40, 2_000); run += 1) {
    const [first = 0, last = 0] = [any(whole.length), any(whole.length)].sort((a, b) => a - b);
    const answer = await fetched(sam, { range: `bytes=${first}-${last}` });
    expect([answer.status, answer.headers.get("content-range")]).toEqual([
      ...[206, `bytes ${first}-${last}/${whole.length}`],
    ]);
    expect(answer.headers.get("content-length")).toBe(`${last - first + 1}`);
    const part = await bytesOf(answer);
    expect([first, last, part.equals(whole.subarray(first, last + 1))]).toEqual([
      ...[first, last, true],
    ]);
  }
});

test("a download that broke off goes on to the same file; of another file it begins again", async () => {
  const half = Math.floor(whole.length / 2);
  const rest = await fetched(sam, { range: `bytes=${half}-`, "if-range": etag });
  expect(rest.status).toBe(206);
  const put = Buffer.concat([whole.subarray(0, half), await bytesOf(rest)]);
  expect(put.equals(whole)).toBe(true);
  const tail = await fetched(sam, { range: "bytes=-10" });
  expect((await bytesOf(tail)).equals(whole.subarray(-10))).toBe(true);
  const other = await fetched(sam, { range: `bytes=${half}-`, "if-range": `"${randomUUID()}-9"` });
  expect([other.status, (await bytesOf(other)).equals(whole)]).toEqual([200, true]);
});

test("behind its end there is no part, and it says where the end is", async () => {
  const answer = await fetched(sam, { range: `bytes=${whole.length}-` });
  expect([answer.status, answer.headers.get("content-range")]).toEqual([
    ...[416, `bytes */${whole.length}`],
  ]);
  expect(await answer.text()).toBe("");
});

test("another's file, an unknown one and no id at all are answered alike; a role that lost the right reads none", async () => {
  const other = await someStaff();
  const said = [];
  for (const [by, of] of [
    [other, id],
    [sam, randomUUID()],
    [sam, "../../etc/passwd"],
  ] as const) {
    const answer = await fetched(by, {}, of);
    said.push([answer.status, await answer.text()]);
  }
  expect(said).toEqual(Array(3).fill([404, "There is no such export of yours.\n"]));
  const log = await ask(sam, { kind: "audit_log" });
  await writeAll();
  const nowSupport: Staff = { ...sam, who: { ...sam.who, role: "support" } };
  expect((await fetched(nowSupport, {}, log.id)).status).toBe(403);
  expect((await fetched(sam, {}, log.id)).status).toBe(200);
});

test("what is not written yet, cancelled or past its day has no file", async () => {
  const waits = await ask(sam, { kind: "customers" });
  const none = [404, "There is no file of this export, or none any more.\n"];
  const told = async (of: string) => {
    const answer = await fetched(sam, { range: "bytes=0-10" }, of);
    return [answer.status, await answer.text()];
  };
  expect(await told(waits.id)).toEqual(none);
  await sam.caller.exports.cancel({ id: waits.id });
  expect(await told(waits.id)).toEqual(none);
  await setClock("2026-03-08T12:00:01Z");
  await prune(books());
  expect(await told(id)).toEqual(none);
});

test("one that is taken away while it is sent breaks off, and never looks whole", async () => {
  const { id: sent } = await ask(sam, { kind: "customers" });
  await writeAll(books(), 5);
  const reader = (await fetched(sam, {}, sent)).body?.getReader();
  expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
  await sql`delete from export_chunks where export_id = ${sent}`.execute(books());
  const rest = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return "ended";
  };
  await expect(rest()).rejects.toThrow("The file of this export is gone.");
});

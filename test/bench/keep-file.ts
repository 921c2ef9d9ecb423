// Writes an export, or hands it out, and says what memory that took: the worker's part and the web process's of it.
import { keptFile } from "@/app/api/export/kept";
import type { StaffActor } from "@/auth/actor";
import { createDb, type Db } from "@/db/client";
import { writeExports } from "@/exports/write";

export type Order = { url: string; staffUserId: string; id: string; act: "write" | "read" };
/** Lines of the file, and megabytes the process held at most. */
export type Kept = { lines: number; most: number };

const { url, staffUserId, id, act } = JSON.parse(process.argv[2] ?? "") as Order;
const db = createDb(url, { max: 4, statementTimeoutMs: 30_000 });
const lines = act === "write" ? await write(db) : await read(db);
await db.destroy();
const most = Math.round(process.resourceUsage().maxRSS / 1_024);
process.stdout.write(JSON.stringify({ lines, most } satisfies Kept));

async function write(db: Db): Promise<number> {
  const [written] = await writeExports(db);
  return Number(written?.rows ?? 0n);
}

async function read(db: Db): Promise<number> {
  const actor: StaffActor = {
    ...{
      kind: "staff",
      fresh: true,
      role: "admin",
      name: "Bench",
      sessionId: staffUserId,
      staffUserId,
    },
  };
  const { body } = await keptFile({ db, actor }, new Request("http://bench/file"), id);
  const reader = body?.getReader();
  let lines = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    for (const byte of part.value) if (byte === 10) lines += 1;
  }
  return lines;
}

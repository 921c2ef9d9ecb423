import { listAccountsNamed } from "@/billing/accounts/directory-queries";
import { unknownAccount } from "@/billing/catch-up";
import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";
import type { Cell, Table } from "@/lib/csv";
import { type ActRow, type ActsQuestion, listActs } from "./act-queries";

const rowsAtOnce = 1_000;
const asApp = { role: "tallybook_app" } as const;

const columns = [
  ...["recorded_at", "account_id", "account", "position", "actor", "actor_name", "act", "subject"],
  ...["before", "after", "reason", "request_id", "hash"],
];

type Question = Omit<ActsQuestion, "account" | "before" | "limit"> & { account: string | null };

/** AU1: all acts a filter lets through as a file, the newest first, a batch at a time. */
export async function auditFile(db: Db, { account, ...filter }: Question): Promise<Table> {
  const named = account === null ? null : await accountOf(db, account);
  return {
    head: [["times are in", "UTC"]],
    columns,
    batches: batchesOf(db, { ...filter, account: named }),
  };
}

async function accountOf(db: Db, name: string) {
  const [found] = await readAs(db, asApp, (tx) => listAccountsNamed(tx, [name]));
  if (!found) throw unknownAccount();
  return found.accountId;
}

/** Rows are never changed, so that pages by their places agree however late they are read. */
async function* batchesOf(
  db: Db,
  question: Omit<ActsQuestion, "before" | "limit">,
): AsyncGenerator<Cell[][]> {
  let before: string | null = null;
  do {
    const asked: ActsQuestion = { ...question, before, limit: rowsAtOnce };
    const page = await readAs(db, asApp, (tx) => listActs(tx, asked));
    yield page.acts.map(cellsOf);
    before = page.next;
  } while (before !== null);
}

function cellsOf(act: ActRow): Cell[] {
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value));
  return [
    ...[act.at.toISOString(), act.account?.id ?? null, act.account?.name ?? null, act.position],
    ...[act.actor, act.actorName, act.act, act.subject, json(act.before), json(act.after)],
    ...[act.reason, act.requestId, act.hash],
  ];
}

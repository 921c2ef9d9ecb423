import { sql } from "kysely";
import {
  type CreditKind,
  creditAccount,
  type MoneyKind,
  moneyAccount,
} from "@/billing/ledger/accounts";
import type { Db } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Table } from "./tables";

/** What a template's rows are called, and what each of them is called in a copy. */
export class Names {
  private readonly known = new Map<string, number>();
  private readonly inCopy: ((copy: number) => string)[] = [];

  add(name: string, inCopy: (copy: number) => string): void {
    if (this.known.has(name)) return;
    this.known.set(name, this.inCopy.push(inCopy) - 1);
  }

  /** Where a name stands among those of a copy. */
  indexOf(name: string): number | undefined {
    return this.known.get(name);
  }

  of(copy: number): string[] {
    return this.inCopy.map((one) => one(copy));
  }
}

/**
 * The names of everything of a template's accounts, for so many copies of them.
 *
 * Ids keep their time and their order, so that what is sorted by them stays sorted. Document numbers are
 * given out so that they have no gaps and no later one an earlier date: each of a template's becomes as
 * many as there are copies.
 */
export async function readNames(
  db: Db,
  { tables, copies }: { tables: readonly Table[]; copies: number },
): Promise<Names> {
  const names = new Names();
  await nameLedgerAccounts(db, names);
  const withIds = tables.filter(({ columns }) => columns.includes("id"));
  for (const { name } of withIds) {
    const { rows } = await sql<{ id: string }>`select id::text from ${sql.table(name)}`.execute(db);
    for (const { id } of rows) names.add(id, (copy) => idInCopy(id, copy));
  }
  for (const { external_id } of await db.selectFrom("accounts").select("external_id").execute()) {
    names.add(external_id, (copy) => `${external_id}-${copy}`);
  }
  for (const { number } of await db.selectFrom("invoices").select("number").execute()) {
    if (number) names.add(number, (copy) => numberInCopy(number, { copy, copies }));
  }
  for (const { hash } of await db.selectFrom("ledger_transactions").select("hash").execute()) {
    names.add(bytesAsText(hash), () => ""); // known once what it covers is
  }
  return names;
}

/** The last digits of a UUIDv7 are random; those before them tell it from every other of its process. */
function idInCopy(id: string, copy: number): string {
  const digits = 8;
  const last = Number.parseInt(id.slice(-digits), 16) ^ copy;
  return id.slice(0, -digits) + (last >>> 0).toString(16).padStart(digits, "0");
}

/** Their ids follow from the account's and from what they are. */
async function nameLedgerAccounts(db: Db, names: Names): Promise<void> {
  const accounts = await db
    .selectFrom("ledger_accounts")
    .where("kind", "<>", "grant")
    .select(["account_id", "id", "kind", "asset"])
    .execute();
  for (const { account_id, id, kind, asset } of accounts) {
    names.add(id, (copy) => {
      const account = idInCopy(account_id, copy) as AccountId;
      return asset === "credit"
        ? creditAccount(account, kind as Exclude<CreditKind, "grant">).id
        : moneyAccount(account, kind as MoneyKind, asset).id;
    });
  }
}

function numberInCopy(number: string, { copy, copies }: { copy: number; copies: number }): string {
  const [series = "", counted = ""] = number.split("-");
  const renumbered = (Number(counted) - 1) * copies + copy + 1;
  return `${series}-${String(renumbered).padStart(counted.length, "0")}`;
}

export function bytesAsText(bytes: Buffer): string {
  return `\\x${bytes.toString("hex")}`;
}

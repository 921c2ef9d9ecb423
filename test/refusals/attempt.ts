import { sql } from "kysely";
import type { Tx } from "@/db/client";
import { inTransaction, type Role } from "@/db/transaction";
import { advance, books, Customer, openBooks } from "../books";

/** Two customers with everything a month brings, whose rows attempts are made on. */
export async function openTwoCustomers(): Promise<[Customer, Customer]> {
  await openBooks("2026-01-01T00:00:00Z");
  const both: [Customer, Customer] = [await Customer.open(), await Customer.open()];
  for (const one of both) {
    await one.pay((await one.start("pro")).invoiceId);
    await one.consume(20_010n);
    await one.hold(5n, "2026-03-01T00:00:00Z");
  }
  await advance("2026-02-01T02:00:00Z");
  return both;
}

class Undone extends Error {}

/** The errcode a change is refused with, as a role or as the owner; undefined when it goes through. */
export async function codeOf(change: string, role?: Role): Promise<string | undefined> {
  const work = async (tx: Tx) => {
    for (const statement of change.split(";")) await sql.raw(statement).execute(tx);
    await sql`set constraints all immediate`.execute(tx);
    throw new Undone();
  };
  const asRole = async (tx: Tx) => {
    if (role) await sql.raw(`set local role ${role}`).execute(tx);
    await work(tx);
  };
  const attempt =
    role === "tallybook_app" ? inTransaction(books(), work) : books().transaction().execute(asRole);
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Undone) return undefined;
    // asBillingError turns an overflow into a refusal a caller can read.
    const { code } = error as { code: string };
    return code === "amount_too_large" ? "22003" : code;
  }
  return undefined;
}

import { sql } from "kysely";
import type { Tx } from "./client";

/**
 * Notes an act that changes no row of a table the database watches; those it notes by itself (migration
 * 0031). In the transaction of the act, by whom that is (`inTransaction`). `account` is left out where it is
 * no account's.
 */
export async function noteAct(
  tx: Tx,
  { account = null, act, subject, before = null, after = null }: NotedAct,
): Promise<void> {
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value));
  await sql`select note_act(${account}::uuid, ${act}, ${subject}, ${json(before)}::jsonb, ${json(after)}::jsonb)`.execute(
    tx,
  );
}

type NotedAct = {
  account?: string | null;
  act: string;
  subject: string | null;
  before?: object | null;
  after?: object | null;
};

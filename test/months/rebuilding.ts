import { sql } from "kysely";
import { expect } from "vitest";
import { correctWrong, findWrong } from "@/billing/rebuild";
import type { Wrong } from "@/billing/rebuild-queries";
import { books } from "../books";
import { dropGuards } from "../tampering";

/** What is told of figures somebody altered, without the ids in it; all is right again once it is written anew. */
export async function toldOf(alter: string, { stays = false } = {}): Promise<string[]> {
  await dropGuards(books());
  await sql.raw(alter).execute(books());
  const wrong = await findWrong(books(), "UTC");
  await correctWrong(books(), wrong);
  const after = await findWrong(books(), "UTC");
  expect(after.length > 0).toBe(stays);
  return wrong.map(said);
}

export const said = ({ table, detail }: Wrong) =>
  `${table}: ${detail.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…")}`;

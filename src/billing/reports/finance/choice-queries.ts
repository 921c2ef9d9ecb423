import { sql } from "kysely";
import type { Tx } from "@/db/client";

/** What reports can be narrowed to. */
export type ReportChoices = {
  plans: { code: string; name: string }[];
  /** Nothing is narrowed to one; they are named by it. */
  packs: { code: string; name: string }[];
  segments: string[];
  currencies: string[];
};

export async function listChoices(tx: Tx): Promise<ReportChoices> {
  const { rows: plans } = await sql<{ code: string; name: string }>`
    select code, name from plans order by position, code`.execute(tx);
  const { rows: packs } = await sql<{ code: string; name: string }>`
    select code, name from packs order by position, code`.execute(tx);
  const { rows: segments } = await sql<{ name: string }>`
    select distinct segment as name from account_segments where segment is not null order by 1`.execute(
    tx,
  );
  const { rows: currencies } = await sql<{ name: string }>`
    select distinct currency as name from accounts order by 1`.execute(tx);
  const names = (all: { name: string }[]) => all.map(({ name }) => name);
  return { plans, packs, segments: names(segments), currencies: names(currencies) };
}

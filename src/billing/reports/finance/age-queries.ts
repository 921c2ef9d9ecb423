import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { accountMovements } from "./account-movement-queries";
import { endsAt, type Month } from "./as-of";
import type { Movement } from "./movement";
import { type MovementQuestion, prepareMovements, segmentsThen } from "./movement-queries";

export type AccountMovement = { accountId: AccountId; account: string } & Omit<
  Movement,
  "month" | "segment" | "plan" | "pack" | "transfers"
>;

type Question = Pick<MovementQuestion, "asOf" | "timezone" | "segment"> & {
  through: Month;
  currency: string;
  category: string;
};

/** What came to grants of a category and left them by the end of a month, account by account. */
export async function listGrantMovements(tx: Tx, question: Question): Promise<AccountMovement[]> {
  const { asOf, timezone, through, currency, category, segment } = question;
  await prepareMovements(tx, timezone);
  const end = endsAt(through, timezone);
  const { rows } = await sql<AccountMovement>`
    with ${sql.raw(accountMovements(question))},
    ${sql.raw(segmentsThen(asOf.known))}
    select m.account_id as "accountId", a.name as account, s.currency, m.asset, m.kind, m.from_kind as "from", m.to_kind as "to",
      m.about, m.grant_month as "grantMonth", sum(m.amount)::int8 as amount
    from moved m
    join accounts a on a.id = m.account_id
    join segments s on s.account_id = m.account_id and s.since < ${end} and s.until >= ${end}
    where m.asset = 'credit' and m.about = ${category} and m.month <= ${through} and s.currency = ${currency}
      and (m.from_kind in ('grant', 'held') or m.to_kind in ('grant', 'held'))
      and (${segment ?? null}::text is null or coalesce(s.segment, '') = ${segment ?? null})
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9 order by 1`.execute(tx);
  return rows;
}

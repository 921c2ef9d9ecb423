import type { SuperJSONResult } from "superjson";
import type { Db } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { fromJson } from "@/lib/json";
import type { TaxTable } from "./tax-table";
import type { AccountTerms } from "./terms";
import { listTerms } from "./terms-queries";

/** The catalogue's rates by country; null where there are none. */
export async function readTaxTable(db: Db): Promise<TaxTable | null> {
  const row = await db.selectFrom("catalog_terms").select("taxes").executeTakeFirst();
  return row?.taxes ? fromJson<TaxTable>(row.taxes as unknown as SuperJSONResult) : null;
}

export async function getTerms(tx: Db, accountId: AccountId): Promise<AccountTerms> {
  const terms = (await listTerms(tx, [accountId], await readTaxTable(tx))).get(accountId);
  assert(terms, "the account stands");
  return terms;
}

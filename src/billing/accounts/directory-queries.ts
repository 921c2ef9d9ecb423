import { textArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { prepared } from "@/db/prepared";
import type { AccountId } from "@/lib/ids";

/** Which account each of these names: the app's own id, or else ours. Unknown names are left out. */
export async function listAccountsNamed(
  tx: Tx,
  names: readonly string[],
): Promise<{ name: string; accountId: AccountId }[]> {
  const rows = await accountsNamed(tx, [textArray(names)]);
  return rows.map(({ name, account_id }) => ({ name, accountId: account_id }));
}

const accountsNamed = prepared<{ name: string; account_id: AccountId }>(
  "accounts_named",
  `select q.name, coalesce(d.account_id, a.id) as account_id
  from unnest($1::text[]) as q (name)
  left join directory d on d.kind = 'external_id' and d.key = q.name
  left join accounts a on d.key is null and a.id =
    case when q.name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then q.name::uuid end
  where coalesce(d.account_id, a.id) is not null`,
);

import { LRUCache } from "lru-cache";
import { listAccountsNamed } from "@/billing/accounts/directory-queries";
import { findInDirectory } from "@/billing/accounts/queries";
import { unknownAccount } from "@/billing/catch-up";
import { noSuchQuote } from "@/billing/quotes/no-such-quote";
import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";

const shared = globalThis as {
  tallybookNames?: LRUCache<string, AccountId>;
  tallybookOwners?: LRUCache<string, AccountId>;
};

/** What a name meant once it means for ever, so the hot path asks the directory only the first time. */
function known(): LRUCache<string, AccountId> {
  shared.tallybookNames ??= new LRUCache({ max: 50_000 });
  return shared.tallybookNames;
}

function owners(): LRUCache<string, AccountId> {
  shared.tallybookOwners ??= new LRUCache({ max: 50_000 });
  return shared.tallybookOwners;
}

/** The account an app names by its own id or by ours. */
export async function accountNamed(db: Db, name: string): Promise<AccountId> {
  const cached = known().get(name);
  if (cached !== undefined) return cached;
  const accountId = (await accountsNamed(db, [name])).get(name);
  if (accountId === undefined) throw unknownAccount();
  return accountId;
}

/** The same for many names at once; those nobody has are missing from the answer. */
export async function accountsNamed(
  db: Db,
  names: Iterable<string>,
): Promise<Map<string, AccountId>> {
  const found = new Map<string, AccountId>();
  const unknown = new Set<string>();
  for (const name of names) {
    const cached = known().get(name);
    if (cached === undefined) unknown.add(name);
    else found.set(name, cached);
  }
  if (unknown.size === 0) return found;

  const rows = await readAs(db, { role: "tallybook_app" }, (tx) =>
    listAccountsNamed(tx, [...unknown]),
  );
  for (const { name, accountId } of rows) {
    known().set(name, accountId);
    found.set(name, accountId);
  }
  return found;
}

/** Whose a hold, a grant or an invoice is, which never changes; the operation locks that account and looks again. */
export async function ownerOf(
  db: Db,
  kind: "hold" | "grant" | "invoice" | "quote" | "refund" | "dispute",
  id: string,
): Promise<AccountId> {
  const name = `${kind}:${id}`;
  const cached = owners().get(name);
  if (cached !== undefined) return cached;
  const entry = await readAs(db, { role: "tallybook_app" }, (tx) => findInDirectory(tx, kind, id));
  if (!entry && kind === "quote") throw noSuchQuote();
  if (!entry)
    throw new BillingError("not_found", `There is no such ${kind}.`, { field: `${kind}Id` });
  owners().set(name, entry.account_id);
  return entry.account_id;
}

/** Only for a sandbox that was made anew. */
export function forgetAccountNames(): void {
  known().clear();
  owners().clear();
}

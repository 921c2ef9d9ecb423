import { type Kysely, sql } from "kysely";

/**
 * What nobody needs any more may go: quotes that ran out unconfirmed, codes of sign-in that ran out. And orders
 * of credits nobody paid end by themselves on the day they are due.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, sweeps, guards, rights, orders]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

/** Each sweep finds the oldest first; with nothing to do it reads one entry. */
const sweeps = `
create index quotes_unused on quotes (expires_at) where used_at is null;
create index portal_links_by_end on portal_links (expires_at);
create index sign_in_tokens_by_end on sign_in_tokens (expires_at);
create index directory_portal_links on directory (account_id, id) where kind = 'portal_link';
`;

/** A confirmed quote explains what was charged, and the directory is the only way to everything else. */
const guards = `
create function check_quote_deletion() returns trigger language plpgsql as $$
begin
  if old.used_at is null and old.expires_at < app_now() then return old; end if;
  raise exception using errcode = 'TB001', message = 'a quote that was confirmed, or still can be, is not deleted';
end $$;
create trigger quotes_kept before delete on quotes for each row execute function check_quote_deletion();
create trigger quotes_no_truncate before truncate on quotes for each statement execute function refuse_change();

create function check_directory_deletion() returns trigger language plpgsql as $$
begin
  if old.kind in ('quote', 'portal_link') then return old; end if;
  raise exception using errcode = 'TB001', message = format('the directory keeps every %s', old.kind);
end $$;
create trigger directory_kept before delete on directory for each row execute function check_directory_deletion();
create trigger directory_no_truncate before truncate on directory for each statement execute function refuse_change();
`;

const rights = "grant delete on quotes, directory to tallybook_app";

const orders = `
update account_books b set due_at = least(b.due_at, o.at)
from (
  select i.account_id, min(i.due_at) as at from invoices i
  where i.status = 'issued' and i.grants = 'on_payment' and i.due_at is not null
    and i.paid_minor <= i.credit_applied_minor
    and not exists (select from invoice_lines l where l.account_id = i.account_id and l.invoice_id = i.id
      and l.kind not in ('pack', 'discount', 'tax', 'adjustment'))
  group by 1) o
where b.account_id = o.account_id;
`;

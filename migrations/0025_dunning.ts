import { type Kysely, sql } from "kysely";

/** What follows the last try to collect a document, once, and what is kept back of an allowance until it is paid. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, collections, holds]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const collections = `
alter table collections
  add column last_step text,
  add column last_step_at timestamptz(3),
  add constraint collections_last_step_known check (last_step in ('none', 'suspend', 'cancel', 'write_off')),
  add constraint collections_last_step_dated check ((last_step is null) = (last_step_at is null));
create index collections_exhausted on collections (exhausted_at)
  where exhausted_at is not null and last_step is null and closed_at is null;
comment on column collections.last_step is
  'What followed the last try, as the catalogue said then; none where there was nothing to do: an order ends by itself.';
`;

const holds = `
alter table holds
  add column invoice_id uuid,
  add constraint holds_for_invoice_fk foreign key (account_id, invoice_id) references invoices (account_id, id),
  drop constraint holds_credits_positive,
  add constraint holds_credits_positive
    check (credits > 0 or ((for_quote or invoice_id is not null) and credits = 0));
create index holds_for_invoice on holds (account_id) where invoice_id is not null and status = 'open';
comment on column holds.invoice_id is
  'Ours: what its unpaid document gave is kept back until it is paid, and nothing is used beyond the grants meanwhile.';
`;

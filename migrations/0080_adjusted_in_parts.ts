import { type Kysely, sql } from "kysely";

/**
 * TB020, for what is given to an account, or taken, without a second person within a day: many small adjustments are one large.
 * Written under the account's lock: two at once cannot both look and then write.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of ["set local lock_timeout = '5s'", guard])
    await sql.raw(statement).execute(db);
}

const guard = `
create or replace function guard_adjustment() returns trigger language plpgsql as $$
declare
  most int8;
  given int8;
begin
  if tg_op = 'UPDATE' and (old.status <> 'waiting' or (new.account_id, new.id, new.kind, new.wish, new.credits,
      new.category, new.reason, new.requested_by, new.requested_at, new.consumption_id)
      is distinct from (old.account_id, old.id, old.kind, old.wish, old.credits, old.category, old.reason,
      old.requested_by, old.requested_at, old.consumption_id)) then
    raise exception using errcode = 'TB020', message = 'an adjustment that was decided does not change';
  end if;
  if new.status = 'booked' and new.decided_by is null then
    select (adjustments ->> 'approvalAbove')::int8 into most from catalog_terms limit 1;
    select coalesce(sum(credits), 0) + new.credits into given from adjustments
      where account_id = new.account_id and kind = new.kind and id <> new.id and status = 'booked' and decided_by is null
        and requested_at > app_now() - interval '1 day';
    if given > coalesce(most, 10000) then
      raise exception using errcode = 'TB020', message = 'an adjustment of this size takes a second person';
    end if;
  end if;
  return new;
end $$;
`;

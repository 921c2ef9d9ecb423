import pg from "pg";

/**
 * What brings a database back to what it was when this ran in it, in a schema of its own: rows, sequences, and whether
 * anything but rows was changed since. A copy costs Postgres more than most tests do, and knows no plan and no
 * function yet; one that was brought back has them.
 */
export async function keepPristine(url: string, superuser: string): Promise<void> {
  const client = new pg.Client({ ...addressOf(url), user: "postgres", password: superuser });
  await client.connect();
  try {
    await client.query(keeping);
    await client.query("select pristine.keep()");
    await client.query(watching);
  } finally {
    await client.end();
  }
}

function addressOf(url: string) {
  const { hostname, port, pathname } = new URL(url);
  return { host: hostname, port: Number(port), database: pathname.slice(1) };
}

const keeping = `
create schema pristine;
grant usage on schema pristine to tallybook;
create table pristine.tables (name text primary key, is_kept boolean not null, columns text not null);
create table pristine.sequences (name text primary key, last_value int8 not null, is_called boolean not null);
create table pristine.altered (tag text not null);

create function pristine.keep() returns void language plpgsql as $$
declare one record; has boolean;
begin
  for one in
    select oid, oid::regclass::text as name, row_number() over (order by oid) as number,
      (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns
    from pg_class
    where relkind = 'r' and relnamespace in (select oid from pg_namespace
      where nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'pristine'))
  loop
    execute format('select exists (select from only %s)', one.name) into has;
    insert into pristine.tables values (one.name, has, one.columns);
    if has then
      execute format('create table pristine.%I as select %s from only %s', one.name, one.columns, one.name);
    end if;
  end loop;
  for one in
    select oid::regclass::text as name from pg_class
    where relkind = 'S' and relnamespace <> 'pristine'::regnamespace
  loop
    execute format('insert into pristine.sequences select %L, last_value, is_called from %s', one.name, one.name);
  end loop;
end $$;

-- False, and nothing is done, where more than rows has changed, or others are connected than so many of ours.
create function pristine.bring_back(connections int) returns boolean
language plpgsql security definer
set session_replication_role = replica set search_path = public set lock_timeout = '2s' as $$
declare one record; here oid := (select oid from pg_database where datname = current_database());
begin
  if exists (select from pristine.altered)
    or exists (select from pg_locks where locktype = 'advisory' and database = here)
    or connections < (select count(*) from pg_stat_activity where datid = here and backend_type = 'client backend')
  then return false;
  end if;
  for one in select * from pristine.tables where pg_relation_size(name::regclass) > 0 loop
    execute format('delete from only %s', one.name);
    if one.is_kept then
      execute format('insert into %s (%s) overriding system value select * from pristine.%I',
        one.name, one.columns, one.name);
    end if;
  end loop;
  for one in select * from pristine.sequences loop
    perform setval(one.name::regclass, one.last_value, one.is_called);
  end loop;
  return true;
end $$;

create function pristine.note_change() returns event_trigger language plpgsql security definer as $$
begin
  insert into pristine.altered values (tg_tag);
end $$;
`;

const watching = `
create event trigger pristine_ddl on ddl_command_end execute function pristine.note_change();
create event trigger pristine_drop on sql_drop execute function pristine.note_change();
`;

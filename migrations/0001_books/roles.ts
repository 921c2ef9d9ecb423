/**
 * Who may touch what. RLS is enabled, not forced: the owner (migrations, pg_dump) is outside it, and no
 * request runs as the owner. Roles belong to the cluster, so they may exist already.
 */
const accountScoped = [
  "account_books",
  "idempotency_keys",
  "ledger_accounts",
  "balances",
  "ledger_transactions",
  "transfers",
  "grants",
  "holds",
  "hold_grants",
  "consumptions",
  "usage_by_day",
  "subscriptions",
  "plan_periods",
  "overage_usage",
  "invoices",
  "invoice_lines",
];
const catalog = ["features", "plans", "plan_versions", "packs"];
const insertOnly = [
  "ledger_transactions",
  "transfers",
  "consumptions",
  "idempotency_keys",
  "ledger_accounts",
  "hold_grants",
  "directory",
  "plan_versions",
];
const updated = [
  "accounts",
  "account_books",
  "balances",
  "grants",
  "holds",
  "subscriptions",
  "plan_periods",
  "overage_usage",
  "invoices",
  "number_series",
  "features",
  "plans",
  "packs",
  "deployment",
  "sandbox_clock",
];
const deletable = ["invoice_lines", "usage_by_day"];

export const roles = `
do $$
declare role text;
begin
  foreach role in array array['tallybook_app', 'tallybook_portal', 'tallybook_read'] loop
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I nologin', role);
    end if;
    if not pg_has_role(session_user, role, 'member') or not (select rolsuper from pg_roles where rolname = session_user) then
      execute format('grant %I to session_user', role);
    end if;
  end loop;
end $$;

grant usage on schema public to tallybook_app, tallybook_portal, tallybook_read;
grant select on ${[...accountScoped, ...catalog, "accounts", "directory", "number_series", "deployment", "sandbox_clock"].join(", ")} to tallybook_app;
grant select on ${[...accountScoped, ...catalog, "accounts", "sandbox_clock", "deployment"].join(", ")} to tallybook_portal;
grant select on ${[...accountScoped, ...catalog, "accounts", "directory", "sandbox_clock", "deployment"].join(", ")} to tallybook_read;
grant insert on ${insertOnly.join(", ")} to tallybook_app;
grant insert, update on ${updated.join(", ")} to tallybook_app;
grant insert, update, delete on ${deletable.join(", ")} to tallybook_app;

${[...accountScoped, "accounts"]
  .map((table) => {
    const key = table === "accounts" ? "id" : "account_id";
    return `
alter table ${table} enable row level security;
create policy ${table}_portal on ${table} for select to tallybook_portal
  using (${key} = nullif(current_setting('app.account', true), '')::uuid);
create policy ${table}_app on ${table} to tallybook_app using (true) with check (true);
create policy ${table}_read on ${table} for select to tallybook_read using (true);`;
  })
  .join("")}
`;

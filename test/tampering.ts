import { sql } from "kysely";
import type { Db } from "@/db/client";
import { advance, type Customer, setClock } from "./books";

/** A bit of everything: an allowance rolled over and used up, overage billed, a hold of each kind. */
export async function liveThroughEverything(customer: Customer): Promise<void> {
  await customer.pay((await customer.start("rolling")).invoiceId);
  await customer.consume(500n);
  await customer.capture((await customer.hold(50n, "2026-03-01T00:00:00Z")).holdId, 30n);
  await advance("2026-02-01T02:00:00Z");
  await customer.pay((await customer.invoices())[1]?.id ?? null);
  await customer.consume(1_650n);
  await customer.grant(200n, { expiresAt: new Date("2026-02-10T00:00:00Z") });
  await setClock("2026-03-01T02:00:00Z");
  await customer.consume(10n);
  await customer.hold(20n, "2026-03-20T00:00:00Z");
  await customer.revoke((await customer.grant(5n)).grantId, 2n);
}

/** The audit must see what constraints and triggers would have stopped, had they stood. */
export async function dropGuards(db: Db): Promise<void> {
  await sql`do $$ declare one record; begin
    for one in select conrelid::regclass as name, conname from pg_constraint
      where connamespace = 'public'::regnamespace and contype in ('f', 'c', 'x') loop
      execute format('alter table %s drop constraint %I', one.name, one.conname);
    end loop;
    for one in select oid::regclass as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' loop
      execute format('alter table %s disable trigger user', one.name);
    end loop;
  end $$`.execute(db);
}

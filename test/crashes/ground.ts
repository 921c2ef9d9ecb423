import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { createRule } from "@/billing/alerts/change-rules";
import { createDb, type Db } from "@/db/client";
import { migrate } from "@/db/migrate";
import { inTransaction } from "@/db/transaction";
import type { AccountId } from "@/lib/ids";
import { type RunningPostgres, startPostgres } from "@/sandbox/postgres";
import { createEndpoint } from "@/webhooks/endpoints";
import { beginBooks } from "../begin-books";
import { Customer, setClock } from "../books";
import type { Story } from "./steps";

/** Where a story begins: a database nobody is connected to, and the account it is about. */
export type Beginning = { database: string; accountId: AccountId };

/** A Postgres of its own, since it is killed, and a database of each cell's own in it. */
export class Ground {
  private made = 0;

  private constructor(
    private readonly folder: string,
    private readonly postgres: RunningPostgres,
  ) {}

  static async open(): Promise<Ground> {
    const folder = mkdtempSync(join(process.env.LANE_DIR ?? tmpdir(), "tallybook-crashes-"));
    chmodSync(folder, 0o755); // Postgres may run as another user, who must get through here.
    // Processes are killed here, not the machine: what was handed to the system is not lost.
    const settings = { fsync: "off", autovacuum: "off" };
    const postgres = await startPostgres({ dataDir: folder, settings });
    await migrate(postgres.url);
    return new Ground(folder, postgres);
  }

  async close(): Promise<void> {
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Half-way through April on a paid plan; from then on the app and a mailbox are told. */
  async begin({ plan }: Story, receiverUrl: string): Promise<Beginning> {
    const { database, url } = await this.copy(new URL(this.postgres.url).pathname.slice(1));
    const db = createDb(url);
    try {
      await beginBooks(db, "2026-04-01T00:00:00Z");
      const customer = await Customer.open({ db });
      const { invoiceId } = await customer.start(plan);
      if (invoiceId) await customer.pay(invoiceId);
      await setClock("2026-04-16T00:00:00Z", db);
      await customer.consume(30n);
      await tell(db, customer.id, receiverUrl);
      return { database, accountId: customer.id };
    } finally {
      await db.destroy();
    }
  }

  /** A beginning of other work: what is made in books that are new and have a catalogue. */
  async beginWith<T>(at: string, make: (books: { db: Db; url: string }) => Promise<T>) {
    const { database, url } = await this.copy(new URL(this.postgres.url).pathname.slice(1));
    const db = createDb(url);
    try {
      await beginBooks(db, at);
      return { database, made: await make({ db, url }) };
    } finally {
      await db.destroy();
    }
  }

  async copy(template: string): Promise<{ database: string; url: string }> {
    this.made += 1;
    const database = `crash_${this.made}`;
    await this.asAdmin(`create database ${database} template ${template}`);
    const url = new URL(this.postgres.url);
    url.pathname = `/${database}`;
    return { database, url: url.toString() };
  }

  async drop(database: string): Promise<void> {
    await this.asAdmin(`drop database ${database} with (force)`);
  }

  /** Ends one connection from the server's side, and waits until it is gone. */
  async endBackend(pid: number): Promise<void> {
    await this.asAdmin(`select pg_terminate_backend(${pid}, 5000)`);
  }

  private async asAdmin(statement: string): Promise<void> {
    const url = new URL(this.postgres.url);
    url.pathname = "/postgres";
    const client = new pg.Client({ connectionString: url.toString() });
    client.on("error", () => {}); // it shows in the query
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }
}

/** From here on an app and a mailbox are told. */
export async function tell(db: Db, accountId: AccountId, url: string): Promise<void> {
  const byMail = {
    ...{ channels: ["email" as const], recipients: ["ada@x.example"], enabled: true },
    ...{ threshold: 0n, createdBy: null },
  };
  await inTransaction(db, async (tx) => {
    await createEndpoint(tx, { url }, "test");
    await createRule(tx, accountId, { ...byMail, kind: "invoice" });
    await createRule(tx, accountId, { ...byMail, kind: "plan_change" });
  });
}

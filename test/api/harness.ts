import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import { sql } from "kysely";
import superjson from "superjson";
import { createApiKey } from "@/auth/api-keys";
import { type Scope, scopes } from "@/auth/roles";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { inTransaction } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { answerApi } from "@/trpc/http";
import type { AppRouter } from "@/trpc/root";
import { catalog } from "../../tallybook.catalog";
import { testDb } from "../database";

const origin = "http://tallybook.test";

/** The file's database as a sandbox with its catalogue, and a key that may do everything. */
export async function openApi(): Promise<string> {
  const db = testDb();
  await sql`insert into deployment (mode, short_id, created_at) values ('sandbox', 'test', app_now())
    on conflict do nothing`.execute(db);
  await sql`insert into sandbox_clock (seen_at) values (clock_timestamp()) on conflict do nothing`.execute(
    db,
  );
  await inTransaction(db, (tx) => applyCatalog(tx, catalog));
  return await newKey(scopes);
}

export async function newKey(
  allowed: readonly Scope[],
  options: { expiresAt?: Date } = {},
): Promise<string> {
  const made = await inTransaction(testDb(), (tx) =>
    createApiKey(tx, { name: "test", scopes: allowed, ...options }),
  );
  return made.key;
}

/** The API's own handler, asked over its wire format but without a socket. */
export function send(path: string, init: RequestInit = {}): Promise<Response> {
  return answerApi(new Request(`${origin}/api/trpc/${path}`, init), testDb());
}

/** A typed caller on that handler, as an app backend has one. */
export function apiWith(key: string | null, headers: Record<string, string> = {}) {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${origin}/api/trpc`,
        transformer: superjson,
        headers: key === null ? headers : { authorization: `Bearer ${key}`, ...headers },
        fetch: (url, init) => answerApi(new Request(String(url), init as RequestInit), testDb()),
      }),
    ],
  });
}

export type Api = ReturnType<typeof apiWith>;

/** What a refused call was told. */
export async function refusalOf(call: Promise<unknown>) {
  const error = await call.then(
    (answer) => {
      throw new Error(`Was answered: ${superjson.stringify(answer)}`);
    },
    (refused: unknown) => refused,
  );
  if (!(error instanceof TRPCClientError)) throw error;
  const { httpStatus, billing } = error.data ?? {};
  return { ...billing, status: httpStatus as number } as {
    status: number;
    code: string;
    message: string;
    requestId: string;
    [fact: string]: unknown;
  };
}

/** An account of its own for a test, with credits where it needs some. */
export async function newAccount(api: Api, credits = 0n): Promise<string> {
  const account = `app-${newId()}`;
  const details = { name: "Acme", email: "billing@acme.example", currency: "usd" };
  await api.service.accounts.upsert.mutate({ externalId: account, ...details });
  if (credits > 0n) await give(api, account, credits);
  return account;
}

export function give(api: Api, account: string, credits: bigint) {
  const idempotencyKey = newId<string>();
  return api.service.credits.grant.mutate({
    ...{ account, credits, category: "promo", reason: "Test", idempotencyKey },
  });
}

/** Rows of every table, for "nothing was written". */
export async function countRows(): Promise<Record<string, number>> {
  const db = testDb();
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public'`.execute(db);
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(name)}`.execute(db);
    counts[name] = rows[0]?.n ?? 0;
  }
  return counts;
}

/** The same handler on a real port, for what only a socket shows. */
export async function serveApi(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
      const { method, url, headers } = incoming;
      const request = new Request(`${origin}${url}`, {
        ...{ method, body },
        headers: headers as Record<string, string>,
      });
      void answerApi(request, testDb()).then(async (response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        outgoing.end(Buffer.from(await response.arrayBuffer()));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

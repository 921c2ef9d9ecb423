import { resolve } from "node:path";
import { Client } from "pg";
import { hasMail } from "@/auth/mail";
import { listStaffUsers, type StaffUser } from "@/auth/staff-user-queries";
import { createDb } from "@/db/client";
import { pendingMigrations } from "@/db/migrate";
import { readAs } from "@/db/transaction";
import { env, stripeSettings } from "@/env";
import { countOverdue, type Overdue } from "@/jobs/overdue-queries";
import { readBacklog } from "@/stripe/event-work-queries";
import { examineStripe, type Finding } from "@/stripe/examine";
import { examineBacklog } from "@/stripe/examine-backlog";

const roles = ["tallybook_app", "tallybook_portal", "tallybook_read", "tallybook_auditor"];
const skewLimitMs = 1_000;

const findings = await examine();
for (const { what, ok, warns, found, fix } of findings) {
  const mark = warns ? "warn" : "ok  ";
  console.log(`${ok ? mark : "FAIL"}  ${what.padEnd(12)} ${found}`);
  if ((!ok || warns) && fix) console.log(fix.replace(/^/gm, "      "));
}
process.exit(findings.every((one) => one.ok) ? 0 : 1);

async function examine(): Promise<Finding[]> {
  const place = env.DATABASE_URL
    ? "the database in use"
    : `the sandbox in ${resolve(env.DATA_DIR)}`;
  const here: Finding[] = [
    { what: "mode", ok: true, found: `${env.mode}, ${place}` },
    {
      what: "node",
      ok: Number(process.versions.node.split(".")[0]) >= 24,
      found: process.version,
      fix: "Run `npm start`: it brings Node 24; or install Node 24.",
    },
    {
      what: "secret",
      ok: env.mode === "sandbox" || env.NEXTAUTH_SECRET !== undefined,
      found: env.NEXTAUTH_SECRET || env.mode === "sandbox" ? "set" : "missing",
      fix: "Set NEXTAUTH_SECRET to 32 or more random characters.",
    },
  ];
  const stripe = await examineStripe({
    mode: env.mode,
    settings: stripeSettings(),
    webhookUrl: `${env.PUBLIC_URL.replace(/\/$/, "")}/api/stripe/webhook`,
    now: Date.now,
  });
  return [...here, ...(await examineDatabase()), ...stripe];
}

async function examineDatabase(): Promise<Finding[]> {
  if (!env.DATABASE_URL) {
    return [{ what: "database", ok: false, found: "not running", fix: "Run `npm start`." }];
  }
  const client = new Client({ connectionString: env.DATABASE_URL, connectionTimeoutMillis: 3_000 });
  client.on("error", () => {}); // a lost connection shows in the query that was using it
  try {
    await client.connect();
    const migrated = await schema(env.DATABASE_URL);
    return [
      await version(client),
      await rolesPresent(client),
      await skew(client),
      migrated,
      await deployment(client),
      // Without its tables something else is told.
      ...(migrated.ok ? await waiting(env.DATABASE_URL) : []),
    ];
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return [{ what: "database", ok: false, found, fix: "Check DATABASE_URL and that it runs." }];
  } finally {
    await client.end().catch(() => {});
  }
}

async function version(client: Client): Promise<Finding> {
  const { rows } = await client.query("show server_version");
  return {
    what: "database",
    ok: Number.parseInt(rows[0].server_version, 10) >= 15,
    found: `reached, Postgres ${rows[0].server_version}`,
    fix: "Tallybook needs Postgres 15 or newer.",
  };
}

/** A login counts as having a role only if it can also become it. */
async function rolesPresent(client: Client): Promise<Finding> {
  const { rows } = await client.query(
    `select wanted, to_regrole(wanted) is not null as there,
       case when to_regrole(wanted) is null then false
            else pg_has_role(session_user, to_regrole(wanted), 'member') end as ours,
       quote_ident(session_user) as login
     from unnest($1::text[]) as wanted`,
    [roles],
  );
  const missing = rows.filter((row) => !row.ours);
  return {
    what: "roles",
    ok: missing.length === 0,
    found: missing.length === 0 ? roles.join(", ") : `missing ${names(missing)}`,
    fix: [
      "`npm run migrate` makes them where it may; else an administrator runs:",
      ...missing.flatMap(({ wanted, there, login }) => [
        ...(there ? [] : [`  create role ${wanted} nologin;`]),
        `  grant ${wanted} to ${login};`,
      ]),
    ].join("\n"),
  };
}

function names(rows: { wanted: string }[]): string {
  return rows.map((row) => row.wanted).join(", ");
}

async function skew(client: Client): Promise<Finding> {
  const before = Date.now();
  const { rows } = await client.query("select extract(epoch from clock_timestamp()) * 1000 as ms");
  const aheadMs = Math.round(Number(rows[0].ms) - (before + Date.now()) / 2);
  return {
    what: "clocks",
    ok: Math.abs(aheadMs) <= skewLimitMs,
    found: `the database is ${Math.abs(aheadMs)} ms ${aheadMs < 0 ? "behind" : "ahead"}`,
    fix: "Let both machines keep time with NTP.",
  };
}

async function schema(url: string): Promise<Finding> {
  const db = createDb(url, { max: 1 });
  try {
    const pending = await pendingMigrations(db);
    return {
      what: "migrations",
      ok: pending.length === 0,
      found: pending.length === 0 ? "current" : `missing ${pending.join(", ")}`,
      fix: "Run `npm run migrate`.",
    };
  } finally {
    await db.destroy();
  }
}

async function deployment(client: Client): Promise<Finding> {
  const { rows } = await client.query("select to_regclass('deployment') is not null as there");
  const row = rows[0].there ? (await client.query("select * from deployment")).rows[0] : undefined;
  return {
    what: "deployment",
    ok: row?.mode === env.mode,
    found: row ? `${row.mode} ${row.short_id}` : "not claimed yet",
    fix: row
      ? `This database is for ${row.mode}: point DATABASE_URL elsewhere.`
      : "Run `npm run migrate`.",
  };
}

/** What should have been done by a worker, and what Stripe told us that was not worked. */
async function waiting(url: string): Promise<Finding[]> {
  const db = createDb(url, { max: 1 });
  try {
    return [
      worker(await countOverdue(db)),
      examineBacklog(await readBacklog(db)),
      staff(await readAs(db, { role: "tallybook_app" }, listStaffUsers)),
    ];
  } finally {
    await db.destroy();
  }
}

/** Whether anybody may manage the console, and has a way in. */
function staff(people: readonly StaffUser[]): Finding {
  const admins = people.filter(({ role, disabledAt }) => role === "admin" && disabledAt === null);
  const hasWay = env.mode === "sandbox" || hasMail() || env.OIDC_STAFF_ISSUER !== undefined;
  return {
    what: "staff",
    ok: true,
    warns: admins.length === 0 || !hasWay,
    found: `${admins.length} who may manage the others${hasWay ? "" : ", without a way to sign in"}`,
    fix: [
      ...(admins.length === 0
        ? [
            '`npm run staff -- add --email <address> --name "<name>"` makes the first administrator.',
          ]
        : []),
      ...(hasWay ? [] : ["Set MAIL_URL and MAIL_FROM, or OIDC_STAFF_ISSUER with its client."]),
    ].join("\n"),
  };
}

function worker(counted: Overdue): Finding {
  const overdue = Object.entries(counted).filter(([, count]) => count > 0);
  const said = overdue.map(([what, count]) => `${count} ${what}`).join(", ");
  return {
    what: "worker",
    ok: overdue.length === 0,
    found: said ? `waiting for more than five minutes: ${said}` : "nothing waits for it",
    fix: "See that a worker runs, and what its log says.",
  };
}

import { parseArgs } from "node:util";
import { GatewayError } from "@/billing/payments/gateway";
import { createDb } from "@/db/client";
import { databaseUrl } from "@/env";
import { paymentGateway } from "./gateway";
import { type ImportOptions, type ImportReport, importPlans, lookAtPlans } from "./import-plans";
import { barOf, reportLines } from "./import-report";

const usage = `Carries customers and subscriptions of Stripe Billing over to Tallybook.

  npm run stripe:import                what would happen; nothing is written
  npm run stripe:import -- --apply     does it; killed or stopped, the same again goes on

  --external-id-key <key>   where a customer's metadata has your own id of it (external_id)
  --allowance left|whole    credits of running periods: for the time that is left (left), or all`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      apply: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      "external-id-key": { type: "string", default: "external_id" },
      allowance: { type: "string", default: "left" },
      help: { type: "boolean", default: false },
    },
  });
  const { allowance, apply } = values;
  const isKnown = allowance === "left" || allowance === "whole";
  if (values.help || !isKnown || (apply && values["dry-run"])) {
    complain(usage);
    return values.help ? 0 : 2;
  }
  const gateway = paymentGateway();
  if (!gateway) {
    complain("No Stripe: set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, or start the sandbox.");
    return 1;
  }
  const db = createDb(databaseUrl(), { max: 2, applicationName: "tallybook-import" });
  try {
    const options = { db, gateway, externalIdKey: values["external-id-key"] };
    const all = { ...options, wholeAllowance: allowance === "whole", pageSize: 100 };
    return await run(all, apply);
  } finally {
    await db.destroy();
  }
}

async function run(options: ImportOptions, apply: boolean): Promise<number> {
  const looked = await lookAtPlans({ ...options, onPage: (name, read) => bar(name, read, null) });
  const report = apply ? await carry(options, looked) : looked;
  process.stderr.write("\n");
  for (const line of reportLines(report, apply)) say(line);
  return 0;
}

const mostPauses = 6;

/** Stripe being away for a while ends nothing: the page is asked for again. */
async function carry(options: ImportOptions, looked: ImportReport): Promise<ImportReport> {
  const onPage: ImportOptions["onPage"] = (name, read) => bar(name, read, looked.counts[name].read);
  for (let pause = 1; ; pause += 1) {
    try {
      return await importPlans({ ...options, onPage });
    } catch (error) {
      const isAway = error instanceof GatewayError && /^(busy|unknown)$/.test(error.kind);
      if (!isAway || pause === mostPauses) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** pause));
    }
  }
}

function bar(name: string, read: number, of: number | null): void {
  process.stderr.write(`\r${barOf(name, read, of)}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  complain(`\n${error instanceof Error ? error.message : String(error)}`);
  complain("What is done is kept: run it again to go on.");
  process.exitCode = 1;
}

import type { Finding } from "@/billing/payments/map-plan";
import type { ReadAnswer } from "@/billing/payments/processor-plans";
import { inTransaction, readAs } from "@/db/transaction";
import { customerStage } from "./import-customers";
import { invoiceStage } from "./import-invoices";
import {
  beginImport,
  findImport,
  type ImportCounts,
  type ImportRow,
  keepFinding,
  listFindings,
  noteImported,
  readCatalogNow,
  type StageName,
} from "./import-queries";
import type { CarriedPlan, ImportContext, Outcome, Stage } from "./import-stages";
import { subscriptionStage } from "./import-subscriptions";

export type ImportOptions = Pick<
  ImportContext,
  "db" | "gateway" | "externalIdKey" | "wholeAllowance"
> & {
  /** Things a page holds: 100 at most. */
  pageSize: number;
  /** After each page: what was read of a stage by then. */
  onPage?: (stage: StageName, read: number) => void | Promise<void>;
};

export type ImportReport = { counts: ImportCounts; carried: CarriedPlan[]; findings: Finding[] };

const stageNames: readonly StageName[] = ["customers", "subscriptions", "invoices"];

/** What an import would do, by the same rules. Nothing is written. */
export async function lookAtPlans(options: ImportOptions): Promise<ImportReport> {
  const context = await contextOf(options);
  const counts = noCounts();
  const findings: Finding[] = [];
  for (const name of stageNames) {
    let cursor: string | null = null;
    do {
      cursor = await lookAtPage(context, { name, cursor, options, counts, findings });
      await options.onPage?.(name, counts[name].read);
    } while (cursor !== null);
  }
  return { counts, carried: context.carried, findings };
}

type Looking = {
  name: StageName;
  cursor: string | null;
  options: ImportOptions;
  counts: ImportCounts;
  findings: Finding[];
};

async function lookAtPage(context: ImportContext, looking: Looking): Promise<string | null> {
  const { name, cursor: after, options, counts, findings } = looking;
  return await withStage(name, async (stage) => {
    const page = await stage.list(context.gateway, { after, limit: options.pageSize });
    for (const item of page.items) {
      const outcome = await stage.look(context, item);
      if ("finding" in outcome) findings.push(outcome.finding);
      count(counts[name], outcome);
    }
    return page;
  });
}

/**
 * Carries over what lives in Stripe Billing: customers, then their subscriptions, then invoices, a page at a time.
 *
 * Killed anywhere it goes on with the page it was at, of which what is done is known; run again it changes nothing.
 * No transaction is open while Stripe is asked.
 */
export async function importPlans(options: ImportOptions): Promise<ImportReport> {
  const context = await contextOf(options);
  const { db } = options;
  const last = await readAs(db, { role: "tallybook_app" }, findImport);
  let at: ImportRow =
    last && last.stage !== "done" ? last : { stage: "customers", cursor: null, counts: noCounts() };
  if (at !== last) await inTransaction(db, (tx) => beginImport(tx, at.counts));
  while (at.stage !== "done") {
    const { stage: name, counts } = at;
    const cursor = await carryPage(context, { name, cursor: at.cursor, options, counts });
    at = { stage: cursor === null ? after(name) : name, cursor, counts };
    await inTransaction(db, (tx) => noteImported(tx, at));
    await options.onPage?.(name, counts[name].read);
  }
  const findings = await readAs(db, { role: "tallybook_app" }, listFindings);
  return { counts: at.counts, carried: context.carried, findings };
}

async function carryPage(
  context: ImportContext,
  { name, cursor: from, options, counts }: Omit<Looking, "findings">,
): Promise<string | null> {
  return await withStage(name, async (stage) => {
    const page = await stage.list(context.gateway, { after: from, limit: options.pageSize });
    for (const item of page.items) {
      const outcome = await stage.carry(context, item);
      if ("finding" in outcome) {
        await inTransaction(context.db, (tx) => keepFinding(tx, outcome.finding));
      }
      count(counts[name], outcome);
    }
    return page;
  });
}

async function withStage(
  name: StageName,
  work: <T extends { id: string }>(stage: Stage<T>) => Promise<ReadAnswer<T>>,
): Promise<string | null> {
  switch (name) {
    case "customers":
      return (await work(customerStage)).next;
    case "subscriptions":
      return (await work(subscriptionStage)).next;
    case "invoices":
      return (await work(invoiceStage)).next;
  }
}

function after(name: StageName): ImportRow["stage"] {
  return stageNames[stageNames.indexOf(name) + 1] ?? "done";
}

async function contextOf(options: ImportOptions): Promise<ImportContext> {
  const { db, gateway, externalIdKey, wholeAllowance } = options;
  const { catalog, now } = await readAs(db, { role: "tallybook_app" }, readCatalogNow);
  return {
    ...{ db, gateway, externalIdKey, wholeAllowance, catalog, now },
    ...{ customers: new Set(), subscribed: new Set(), carried: [] },
  };
}

function noCounts(): ImportCounts {
  const none = () => ({ read: 0, made: 0, known: 0, skipped: 0 });
  return { customers: none(), subscriptions: none(), invoices: none() };
}

/** What could not be carried over counts as skipped; an account without its tax id is there all the same. */
function count(counts: ImportCounts[StageName], outcome: Outcome): void {
  counts.read += 1;
  const isMade = "finding" in outcome && outcome.finding.code === "tax_id_refused";
  const result = "finding" in outcome ? (isMade ? "made" : "skipped") : outcome.result;
  counts[result] += 1;
}

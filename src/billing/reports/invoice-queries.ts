import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { factsFrom } from "../invoices/line-row";
import { planAsWritten } from "../invoices/plan-name";
import type { InvoiceStatus } from "../invoices/status";
import type { Charge } from "./next-invoice";

export type InvoiceRow = {
  id: InvoiceId;
  number: string | null;
  status: InvoiceStatus;
  currency: string;
  total: bigint;
  due: bigint;
  issueAt: Date | null;
  issuedAt: Date | null;
  dueAt: Date | null;
  failedAt: Date | null;
};

export async function listLatestInvoices(
  db: Db,
  { accountId, limit }: { accountId: AccountId; limit: number },
): Promise<InvoiceRow[]> {
  const rows = await db
    .selectFrom("invoices")
    .select(["id", "number", "status", "currency", "total_minor", "paid_minor"])
    .select(["issue_at", "issued_at", "due_at", "failed_at"])
    .where("account_id", "=", accountId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    status: row.status as InvoiceStatus, // invoices_status_known says so
    currency: row.currency,
    total: row.total_minor,
    due: row.status === "issued" || row.status === "draft" ? row.total_minor - row.paid_minor : 0n,
    issueAt: row.issue_at,
    issuedAt: row.issued_at,
    dueAt: row.due_at,
    failedAt: row.failed_at,
  }));
}

/** What invoices charge for, each invoice's lines in their order. */
export async function listChargesOf(
  db: Db,
  { accountId, invoiceIds }: { accountId: AccountId; invoiceIds: InvoiceId[] },
): Promise<(Charge & { invoiceId: InvoiceId })[]> {
  if (invoiceIds.length === 0) return [];
  const rows = await db
    .selectFrom("invoice_lines as l")
    .innerJoin("invoices as i", (join) =>
      join.onRef("i.account_id", "=", "l.account_id").onRef("i.id", "=", "l.invoice_id"),
    )
    .leftJoin("plan_versions as v", "v.id", "l.plan_version_id")
    .leftJoin("plans as n", "n.code", "v.plan")
    .select(["l.invoice_id", "l.kind", "l.description", "n.name as plan", "l.quantity"])
    .select([
      "l.unit_price",
      "l.amount_minor",
      "l.credits",
      "l.facts",
      "i.currency",
      "v.overage_model",
    ])
    .where("l.account_id", "=", accountId)
    .where("l.invoice_id", "in", invoiceIds)
    .orderBy("l.invoice_id")
    .orderBy("l.position")
    .execute();
  return rows.map((row) => ({
    invoiceId: row.invoice_id,
    ...namedBy(row),
    // A line of tiers is one thing at its amount: told by its credits.
    ...(row.kind === "overage" && row.overage_model !== null
      ? { quantity: row.credits, unitPrice: null }
      : { quantity: row.quantity, unitPrice: row.unit_price }),
    amount: { minor: row.amount_minor, currency: row.currency },
    facts: factsFrom(row.facts),
  }));
}

/** A plan's lines are named by the plan, which screens put into words; others by their own text. */
function namedBy({
  kind,
  plan,
  description,
}: {
  kind: string;
  plan: string | null;
  description: string;
}): Pick<Charge, "kind" | "name"> {
  if (plan === null || !isOfPlan(kind)) return { kind: "other", name: description };
  return { kind, name: planAsWritten({ kind, description, plan }) ?? plan };
}

const ofPlan = ["plan", "overage", "proration_credit", "proration_charge"] as const;

function isOfPlan(kind: string): kind is (typeof ofPlan)[number] {
  return (ofPlan as readonly string[]).includes(kind);
}

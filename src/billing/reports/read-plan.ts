import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { type ShownStatus, shownStatus } from "../invoices/status";
import { listPlansOnSale } from "../plans/catalog-queries";
import { rulesFor } from "../plans/change-rules";
import type { CurrentCatalog } from "../plans/current-catalog";
import { listPendingPeriods } from "../plans/queries";
import { listScheduledChanges } from "../plans/scheduled-queries";
import type { PlanVersion } from "../state";
import { listOverdue } from "./alert-queries";
import { findInvoiceHead } from "./invoice-detail-queries";
import { allowanceEvery, differencesOf } from "./plan-options";
import { findCurrentPlan, getAccountHead, getNow } from "./queries";
import { readTaxMissing } from "./read-tax-missing";
import { listFeatures } from "./usage-event-queries";

/** The plan of an account as it stands, and what was decided about it already (PC7). */
export async function readCurrentPlan(tx: Tx, accountId: AccountId, catalog: CurrentCatalog) {
  const asOf = await getNow(tx);
  const running = await findCurrentPlan(tx, accountId);
  const [overdue] = await listOverdue(tx, { accountId, at: asOf });
  return {
    asOf,
    plan: running
      ? {
          ...termsOf(versionOf(catalog, running.plan_version_id)),
          inTrial: running.trial,
          period: { start: running.starts_at, end: running.ends_at },
          since: running.started_at,
          awaitingPayment: !running.allowance_granted,
          /** By a subscription in Stripe: it is changed and ended there. */
          billedElsewhere: running.stripe_subscription_id !== null,
        }
      : null,
    waiting: await readWaiting(tx, accountId, catalog),
    taxMissing: await readTaxMissing(tx, accountId),
    overdue: overdue
      ? {
          id: overdue.id,
          number: overdue.number,
          due: { minor: overdue.due, currency: overdue.currency },
        }
      : null,
  };
}

/** What was decided and still waits: a first plan for its day; money first, then the end of the period. */
async function readWaiting(tx: Tx, accountId: AccountId, catalog: CurrentCatalog) {
  const [ahead] = await listPendingPeriods(tx, [accountId]);
  const rows = await listScheduledChanges(tx, [accountId]);
  const waiting = rows.map(async (row) => {
    const version = row.planVersionId === null ? null : versionOf(catalog, row.planVersionId);
    return {
      kind: row.kind,
      waitsFor: row.waitsFor,
      plan: version && termsOf(version),
      effectiveAt: row.effectiveAt,
      givesUpAt: row.givesUpAt,
      invoice: row.invoiceId && (await openInvoice(tx, accountId, row.invoiceId)),
    };
  });
  const all: Waiting[] = await Promise.all(waiting);
  const isStart = ahead && all.every(({ waitsFor }) => waitsFor !== "payment");
  if (isStart) all.push(startOf(ahead, catalog));
  return all.sort((a, b) => (a.waitsFor === b.waitsFor ? 0 : a.waitsFor === "payment" ? -1 : 1));
}

type Waiting = {
  kind: "start" | "change" | "cancel";
  waitsFor: "start" | "period_end" | "payment";
  plan: ReturnType<typeof termsOf> | null;
  effectiveAt: Date;
  givesUpAt: Date | null;
  invoice: Awaited<ReturnType<typeof openInvoice>> | null;
};

/** Charged and granted on its day, and not before. */
function startOf(
  row: Awaited<ReturnType<typeof listPendingPeriods>>[number],
  catalog: CurrentCatalog,
): Waiting {
  const plan = termsOf(versionOf(catalog, row.plan_version_id));
  const nothing = { givesUpAt: null, invoice: null };
  return { kind: "start", waitsFor: "start", plan, effectiveAt: row.starts_at, ...nothing };
}

type OpenInvoice = { id: InvoiceId; number: string | null; status: ShownStatus };

async function openInvoice(tx: Tx, accountId: AccountId, invoiceId: InvoiceId) {
  const head = await findInvoiceHead(tx, { accountId, invoiceId });
  assert(head, "a change that waits for money has an invoice");
  const { id, number, currency, total, paid } = head;
  const open: OpenInvoice = { id, number, status: shownStatus(head, await getNow(tx)) };
  return { ...open, due: { minor: total - paid, currency } };
}

/** PC1: the plans on sale in the account's currency, the present one marked, and when each could begin. */
export async function readPlanOptions(tx: Tx, accountId: AccountId, catalog: CurrentCatalog) {
  const { currency } = await getAccountHead(tx, accountId);
  const running = await findCurrentPlan(tx, accountId);
  const from = running ? versionOf(catalog, running.plan_version_id) : null;
  const onSale = (await listPlansOnSale(tx)).filter((one) => one.currency === currency);
  const features = await listFeatures(tx);
  const codes = features.map(({ code }) => code);
  const asked = { when: null, anchor: null };
  return {
    features,
    items: onSale.map((to) => ({
      ...termsOf(to),
      isCurrent: to.plan === from?.plan,
      /** When the catalogue would begin it; the other can be asked for. */
      when:
        from && running
          ? rulesFor(catalog, { version: from, trial: running.trial }, to, asked).when
          : ("now" as const),
      differences: from && to.plan !== from.plan ? differencesOf(from, to, codes) : [],
    })),
  };
}

/** What a plan is to whoever pays for it. */
function termsOf(version: PlanVersion) {
  const { plan, planName, priceMinor: minor, currency, interval, allowance, overage } = version;
  return {
    plan,
    name: planName,
    price: { minor, currency },
    ...{ interval, allowance, overage, trial: version.trial, rolloverMax: version.rolloverMax },
    allowanceEvery: allowanceEvery(version),
    features: version.features,
  };
}

function versionOf(catalog: CurrentCatalog, id: PlanVersion["id"]): PlanVersion {
  const version = catalog.versions.get(id);
  assert(version, "what an account has stands in the catalogue");
  return version;
}

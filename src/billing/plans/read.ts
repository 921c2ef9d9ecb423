import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import type { AccountId, InvoiceId, PlanPeriodId, PlanVersionId, SubscriptionId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { type PriceModel, singlePrice } from "@/lib/pricing";
import { readUpToDate } from "../catch-up";
import { listOpenInvoices } from "../invoices/document-queries";
import { isOverdue } from "../invoices/status";
import type { PlanVersion } from "../state";
import { listPlansOnSale } from "./catalog-queries";
import type { CurrentCatalog } from "./current-catalog";
import { findLatestSubscription } from "./queries";
import { listScheduledChanges } from "./scheduled-queries";

export type SubscriptionView = {
  subscriptionId: SubscriptionId;
  /** `scheduled` until a start dated ahead; `past_due` while an issued invoice has passed its due date. */
  status: "scheduled" | "active" | "past_due" | "ended";
  plan: string;
  planPeriod: { id: PlanPeriodId; plan: string; startsAt: Date; endsAt: Date } | null;
  /** What the plan becomes at the end of the period, when that was decided already. */
  scheduledChange: ScheduledView | null;
};

export type ScheduledView = {
  kind: "change" | "cancel";
  waitsFor: "period_end" | "payment";
  plan: string | null;
  effectiveAt: Date;
  invoiceId: InvoiceId | null;
};

/** Which plan an account has, and since when; null where it never had one. */
export async function findSubscription(
  db: Db,
  accountId: AccountId,
): Promise<SubscriptionView | null> {
  return await readUpToDate(db, accountId, async (tx, { books, catalog }) => {
    const row = await findLatestSubscription(tx, accountId);
    if (!row) return null;
    const now = books[0]?.now ?? new Date(0);
    const open = await listOpenInvoices(tx, [accountId]);
    const overdue = open.some((one) => one.status === "issued" && isOverdue(one, now));
    const running = overdue ? "past_due" : "active";
    const current = row.period_id === null ? "scheduled" : running;
    return {
      subscriptionId: row.id,
      status: row.status === "active" ? current : "ended",
      plan: row.plan,
      planPeriod:
        row.period_id && row.starts_at && row.ends_at
          ? { id: row.period_id, plan: row.plan, startsAt: row.starts_at, endsAt: row.ends_at }
          : null,
      scheduledChange: await scheduledOf(tx, accountId, catalog),
    };
  });
}

/** What waits: for its money before for the end of the period. */
async function scheduledOf(
  tx: Tx,
  accountId: AccountId,
  catalog: CurrentCatalog,
): Promise<ScheduledView | null> {
  const waiting = await listScheduledChanges(tx, [accountId]);
  const one = waiting.find(({ waitsFor }) => waitsFor === "payment") ?? waiting[0];
  if (!one) return null;
  const { kind, waitsFor, effectiveAt, invoiceId, planVersionId } = one;
  const version = planVersionId ? catalog.versions.get(planVersionId) : undefined;
  return { kind, waitsFor, plan: version?.plan ?? null, effectiveAt, invoiceId };
}

export type PlanView = {
  plan: string;
  planVersionId: PlanVersionId;
  price: Money;
  interval: "month" | "year";
  allowance: bigint;
  overage: OverageView;
  /** The plan in each currency it is sold in, this one among them. */
  prices: PlanPriceView[];
  /** Before the first charge; null where the plan is not tried. */
  trial: { days: number; allowance: bigint } | null;
};

export type PlanPriceView = { planVersionId: PlanVersionId; price: Money; overage: OverageView };

export type OverageView =
  | { policy: "block" }
  | {
      policy: "bill";
      /** Of every credit; null where the model says more than one price. */
      unitPrice: string | null;
      model: PriceModel;
      cap: bigint | null;
    };

/** The plans on sale, in the catalogue's order. */
export async function listPlans(db: Db): Promise<{ items: PlanView[] }> {
  const versions = await readAs(db, { role: "tallybook_read" }, (tx) => listPlansOnSale(tx));
  const plans = Map.groupBy(versions, ({ plan }) => plan);
  return { items: [...plans.values()].flatMap(viewOf) };
}

/** The first is in the plan's own currency. */
function viewOf(versions: readonly PlanVersion[]): PlanView[] {
  const [first] = versions;
  if (!first) return [];
  const { plan, interval, allowance, trial } = first;
  const prices = versions.map(priceView);
  return [{ plan, ...priceView(first), interval, allowance, prices, trial }];
}

function priceView({ id, priceMinor, currency, overage }: PlanVersion): PlanPriceView {
  return {
    planVersionId: id,
    price: { minor: priceMinor, currency },
    overage:
      overage.policy === "block" ? overage : { ...overage, unitPrice: singlePrice(overage.model) },
  };
}

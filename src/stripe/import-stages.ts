import type { CarriedAllowance } from "@/billing/payments/decide-billed-start";
import type { PaymentGateway } from "@/billing/payments/gateway";
import type { Finding, FindingCode } from "@/billing/payments/map-plan";
import type { ReadAnswer, ReadPage } from "@/billing/payments/processor-plans";
import type { CurrentCatalog } from "@/billing/plans/current-catalog";
import type { Db } from "@/db/client";

/** What is the same for everything an import looks at. */
export type ImportContext = {
  db: Db;
  gateway: PaymentGateway;
  catalog: CurrentCatalog;
  /** The books' time as the import began. */
  now: Date;
  /** Where a customer's metadata has the app's own id. */
  externalIdKey: string;
  /** Give the whole allowance of running periods, whatever time of them is left. */
  wholeAllowance: boolean;
  /** Of this run: customers that are or would be accounts, and those among them with a plan. */
  customers: Set<string>;
  subscribed: Set<string>;
  /** How running periods are carried over. */
  carried: CarriedPlan[];
};

export type CarriedPlan = { customerId: string; plan: string; until: Date } & CarriedAllowance;

/** What came, or would come, of one thing. */
export type Outcome = { result: "made" | "known" | "skipped" } | { finding: Finding };

export type Stage<T extends { id: string; customerId?: string }> = {
  list(gateway: PaymentGateway, page: ReadPage): Promise<ReadAnswer<T>>;
  /** What would come of it; nothing is written. */
  look(context: ImportContext, item: T): Promise<Outcome>;
  /** Carries it over, in transactions of its own; done already it changes nothing. */
  carry(context: ImportContext, item: T): Promise<Outcome>;
};

export function foundOn(
  { id, customerId = id }: { id: string; customerId?: string },
  code: FindingCode,
  { reason, remedy }: { reason: string; remedy: string },
): Outcome {
  return { finding: { objectId: id, customerId, code, reason, remedy } };
}

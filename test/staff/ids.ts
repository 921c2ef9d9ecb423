import { newId } from "@/lib/ids";
import type { Furnished } from "../portal/two-accounts";

/** What a customer's account has that staff name by an id, beside what the customer sees. */
export type Named = Furnished & {
  account: string;
  noteId: string;
  adjustmentId: string;
  adjustmentQuoteId: string;
  refundId: string;
  disputeId: string;
  taskId: string;
};

/**
 * How staff ask a procedure that takes ids: `within` are fields that name a thing of the account (or the
 * document) named beside them, `alone` those that say by themselves whose they are. Null: it takes no id.
 */
export type ByIds = {
  input: (own: Named) => Record<string, unknown>;
  within?: Record<string, keyof Named>;
  alone?: Record<string, keyof Named>;
} | null;

const key = () => ({ idempotencyKey: newId<string>() });
const because = "Asked by the customer";

/** Of an account alone. */
const ofAccount = (more: Record<string, unknown> = {}): ByIds => ({
  input: ({ account }) => ({ account, ...more }),
  alone: { account: "account" },
});
const ofDispute = (more = {}): ByIds => ({
  input: ({ disputeId }) => ({ disputeId, ...more }),
  alone: { disputeId: "disputeId" },
});
const ofRefund = (): ByIds => ({
  input: ({ refundId }) => ({ refundId, ...key() }),
  alone: { refundId: "refundId" },
});
const ofAdjustment: ByIds = {
  input: ({ account, adjustmentId }) => ({ account, adjustmentId }),
  within: { adjustmentId: "adjustmentId" },
  alone: { account: "account" },
};
const ofTask = (more: object): ByIds => ({
  input: ({ account, taskId }) => ({ account, taskId, ...more }),
  within: { taskId: "taskId" },
  alone: { account: "account" },
});
const ofInvoice = (more: () => object = () => ({})): ByIds => ({
  input: ({ invoiceId }) => ({ invoiceId, ...more() }),
  alone: { invoiceId: "invoiceId" },
});

/** Every procedure of staff: the whole list, so that a new one cannot come without. */
export const staffIds: Record<string, ByIds> = {
  "accounts.search": null,
  "accounts.list": null,
  "accounts.get": ofAccount(),
  "accounts.timeline": ofAccount(),
  "accounts.entry": ofAccount({ version: 3n }),
  "accounts.charges": ofAccount({ month: "2026-01" }),
  "accounts.explain": {
    input: ({ account, grantId }) => ({ account, figure: "grant", id: grantId }),
    within: { id: "grantId" },
    alone: { account: "account" },
  },
  "accounts.asOf": ofAccount({ at: new Date("2026-02-01T00:00:00Z") }),
  "accounts.addNote": ofAccount({ body: "Called", pinned: false }),
  "accounts.removeNote": {
    input: ({ account, noteId }) => ({ account, noteId }),
    within: { noteId: "noteId" },
    alone: { account: "account" },
  },
  "accounts.saveView": null,
  // One's own; of another's nothing happens, and nothing is said of it (customers.test.ts).
  "accounts.removeView": null,
  "adjustments.preview": {
    input: ({ account, grantId }) => ({ account, wish: { kind: "revoke", grantId } }),
    within: { "wish.grantId": "grantId" },
    alone: { account: "account" },
  },
  "adjustments.request": {
    input: ({ account, adjustmentQuoteId: quoteId }) => ({
      ...{ account, quoteId, reason: because, ...key() },
    }),
    within: { quoteId: "adjustmentQuoteId" },
    alone: { account: "account" },
  },
  "adjustments.waiting": null,
  "adjustments.approve": ofAdjustment,
  "adjustments.reject": ofAdjustment,
  // Keys, endpoints and events are nobody's account's: api-keys and webhooks have tests of their own.
  "apiKeys.list": null,
  "apiKeys.create": null,
  "apiKeys.rotate": null,
  "apiKeys.revoke": null,
  "audit.list": ofAccount(),
  "audit.verify": null,
  // Links are to months of the house.
  "auditors.list": null,
  "auditors.create": null,
  "auditors.revoke": null,
  "disputes.list": ofAccount(),
  "disputes.get": ofDispute(),
  "disputes.preview": ofDispute(),
  "disputes.accept": {
    input: ({ quoteId }) => ({ quoteId, policy: "none", ...key() }),
    alone: { quoteId: "quoteId" },
  },
  "disputes.submit": ofDispute(key()),
  "disputes.figures": null,
  "disputes.assign": ofDispute({ mine: true }),
  "disputes.saveEvidence": ofDispute({ evidence: {} }),
  "disputes.addFile": ofDispute({ field: "receipt", name: "receipt.pdf", bytes: "JVBERi0x" }),
  "disputes.removeFile": ofDispute({ field: "receipt" }),
  "disputes.attachPack": ofDispute(),
  "events.list": null,
  "events.get": null,
  "events.health": null,
  "events.dryRun": null,
  "events.replay": null,
  "events.replayDead": null,
  // One's own, of whatever accounts a role may read; of another's nothing is said (exports.test.ts).
  "exports.kinds": null,
  "exports.ask": null,
  "exports.count": null,
  "exports.list": null,
  "exports.get": null,
  "exports.cancel": null,
  "invoices.get": ofInvoice(),
  "invoices.coverage": {
    input: ({ invoiceId, lineId }) => ({ invoiceId, lineId }),
    within: { lineId: "lineId" },
    alone: { invoiceId: "invoiceId" },
  },
  "invoices.regenerate": ofInvoice(),
  "invoices.previewEnd": ofInvoice(() => ({ as: "void" })),
  "invoices.end": {
    input: ({ quoteId }) => ({ quoteId, reason: because, ...key() }),
    alone: { quoteId: "quoteId" },
  },
  // Months are the house's, nobody's account's.
  "months.list": null,
  "months.checklist": null,
  "months.close": null,
  "months.reopen": null,
  "months.snapshot": null,
  "months.verify": null,
  "people.list": null,
  "people.add": null,
  "people.change": null,
  // Runs and differences are the books': fixes.test.ts says whose quote fixes what.
  "reconciliation.overview": null,
  "reconciliation.proof": null,
  "reconciliation.runs": null,
  "reconciliation.run": null,
  "reconciliation.start": null,
  "reconciliation.differences": ofAccount(),
  "reconciliation.difference": null,
  "reconciliation.assign": null,
  "reconciliation.comment": null,
  "reconciliation.resolve": null,
  "reconciliation.previewFix": null,
  "reconciliation.fix": null,
  "refunds.preview": {
    input: ({ invoiceId, lineId }) => ({ invoiceId, lines: [{ lineId }] }),
    within: { "lines.0.lineId": "lineId" },
    alone: { invoiceId: "invoiceId" },
  },
  "refunds.request": {
    input: ({ quoteId }) => ({
      ...{ quoteId, policy: "none", reason: because, ...key() },
    }),
    alone: { quoteId: "quoteId" },
  },
  "refunds.approve": ofRefund(),
  "refunds.reject": ofRefund(),
  "refunds.undo": ofRefund(),
  "refunds.list": ofAccount(),
  "refunds.waiting": null,
  // Figures of all accounts together.
  "reports.choices": null,
  "reports.cell": null,
  "reports.credits": null,
  "reports.revenue": null,
  "reports.unitEconomics": null,
  "reports.deferred": null,
  "reports.mrr": null,
  "reports.receivables": null,
  "reports.creditAges": null,
  "reports.standingCell": null,
  "reports.refundImpact": null,
  "reports.refundImpactLines": null,
  "reports.money": null,
  "reports.trialBalance": null,
  "tasks.list": null,
  "tasks.assignees": null,
  "tasks.assign": ofTask({ staffUserId: null }),
  "tasks.resolve": ofTask({ reason: because }),
  "webhooks.list": null,
  "webhooks.create": null,
  "webhooks.update": null,
  "webhooks.rotateSecret": null,
  "webhooks.remove": null,
  "webhooks.deliveries": null,
  "webhooks.delivery": null,
  "webhooks.resend": null,
  "webhooks.replay": null,
  "webhooks.sendTest": null,
};

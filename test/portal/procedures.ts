import { portalRouter } from "@/trpc/portal/router";
import type { Furnished } from "./two-accounts";

/**
 * How a procedure is asked in the matrix: with `input`, and once more with each id it takes swapped for
 * what another account calls by that name, or nobody.
 */
export type Entry = {
  input?: (own: Furnished) => Record<string, unknown>;
  /** Fields that name a thing of the account, by a path such as `filter.grant`. */
  ids?: Record<string, keyof Furnished>;
};

const topUp = { threshold: 1_000n, pack: "pack_1000", capMinor: 10_000n, cooldownMinutes: 60 };
const wish = { channels: ["in_app"], recipients: [], enabled: true };

/** Every procedure of the portal: the whole list, so that a new one cannot come without. */
export const entries: Record<string, Entry> = {
  "alerts.list": {},
  "alerts.backTest": { input: () => ({ kind: "usage", threshold: 50n }) },
  "alerts.history": { input: () => ({ limit: 10 }), ids: { before: "firingId" } },
  "autoTopUp.get": {},
  "autoTopUp.backTest": { input: () => topUp },
  "billingDetails.get": {},
  "billingDetails.taxAt": { input: () => ({ country: "DE" }) },
  "paymentMethods.list": {},
  explain: {
    input: ({ grantId }) => ({ figure: "grant", id: grantId }),
    ids: { id: "grantId" },
  },
  "find.invoices": { input: () => ({}) },
  grants: {
    input: () => ({ finished: { before: null, limit: 10 } }),
    ids: { "finished.before": "spentGrantId" },
  },
  grant: { input: ({ grantId }) => ({ grantId }), ids: { grantId: "grantId" } },
  ledger: { input: () => ({ limit: 10 }), ids: { grantId: "grantId" } },
  ledgerEntry: { input: () => ({ version: 3n }) },
  "invoices.list": { input: () => ({ limit: 10 }) },
  "invoices.get": { input: ({ invoiceId }) => ({ invoiceId }), ids: { invoiceId: "invoiceId" } },
  "invoices.compare": {
    input: ({ invoiceId, openInvoiceId }) => ({ invoiceId: openInvoiceId, with: invoiceId }),
    ids: { invoiceId: "invoiceId", with: "openInvoiceId" },
  },
  "invoices.coverage": { input: ({ lineId }) => ({ lineId }), ids: { lineId: "lineId" } },
  "invoices.credit": {},
  "invoices.charges": { input: () => ({ month: "2026-01" }) },
  "invoices.earlier": {},
  "packs.list": {},
  "packs.runOut": { input: ({ quoteId }) => ({ quoteId }), ids: { quoteId: "quoteId" } },
  "members.list": {},
  "overview.account": {},
  "overview.alerts": {},
  "overview.balance": {},
  "overview.plan": {},
  "overview.usage": {},
  "overview.nextInvoice": {},
  "overview.forecast": { input: () => ({ whatIf: "pack_1000" }) },
  "overview.invoices": {},
  "overview.activity": {},
  "plan.current": {},
  "plan.options": {},
  "plan.quote": {
    input: ({ planQuoteId: quoteId }) => ({ quoteId }),
    ids: { quoteId: "planQuoteId" },
  },
  "sessions.list": {},
  "settings.supportActs": {},
  "usage.periods": {},
  "usage.span": { input: () => ({}), ids: { period: "periodId", line: "lineId" } },
  "usage.table": {
    input: () => ({ compare: true, costs: true }),
    ids: { period: "periodId", line: "lineId" },
  },
  "usage.notes": { input: () => ({}), ids: { period: "periodId", line: "lineId" } },
  "usage.choices": { input: () => ({}), ids: { period: "periodId", line: "lineId" } },
  "usage.events": {
    input: () => ({ limit: 10 }),
    ids: { period: "periodId", line: "lineId" },
  },

  "packs.preview": { input: () => ({ pack: "pack_1000" }) },
  "packs.buy": {
    input: ({ quoteId }) => ({ quoteId, idempotencyKey: quoteId }),
    ids: { quoteId: "quoteId" },
  },
  "packs.takeBack": {
    input: ({ orderId }) => ({ invoiceId: orderId }),
    ids: { invoiceId: "orderId" },
  },
  "autoTopUp.set": {
    input: ({ methodId }) => ({ terms: { ...topUp, methodId, consent: true } }),
    ids: { "terms.methodId": "methodId" },
  },
  "autoTopUp.resume": {},
  "invoices.payNow": {
    input: ({ openInvoiceId }) => ({ invoiceId: openInvoiceId }),
    ids: { invoiceId: "openInvoiceId" },
  },
  "alerts.create": {
    input: () => ({ ...wish, kind: "usage", threshold: 75n }),
  },
  "alerts.change": {
    input: ({ ruleId }) => ({ ...wish, ruleId, threshold: 500n }),
    ids: { ruleId: "ruleId" },
  },
  "alerts.remove": { input: ({ ruleId }) => ({ ruleId }), ids: { ruleId: "ruleId" } },
  "alerts.dismiss": { input: ({ firingId }) => ({ firingId }), ids: { firingId: "firingId" } },
  "plan.previewChange": { input: () => ({ plan: "scale" }) },
  "plan.previewCancel": { input: () => ({ when: "now" }) },
  "plan.confirm": {
    input: ({ planQuoteId: quoteId }) => ({ quoteId, idempotencyKey: `confirm-${quoteId}` }),
    ids: { quoteId: "planQuoteId" },
  },
  "plan.undo": { input: ({ planQuoteId }) => ({ idempotencyKey: `undo-${planQuoteId}` }) },
  "settings.setTimezone": { input: () => ({ timezone: "Europe/Berlin" }) },
  "billingDetails.set": { input: () => ({ legalName: "New Ltd", country: "DE" }) },
  "paymentMethods.add": { input: () => ({ language: "en" }) },
  "paymentMethods.confirm": { input: ({ setupId }) => ({ setupId }), ids: { setupId: "setupId" } },
  "paymentMethods.setDefault": {
    input: ({ methodId }) => ({ methodId }),
    ids: { methodId: "methodId" },
  },
  "paymentMethods.remove": {
    input: ({ methodId }) => ({ methodId }),
    ids: { methodId: "methodId" },
  },
  "members.invite": {
    input: ({ userId }) => ({ email: `${userId}@new.example`, role: "viewer", language: "en" }),
  },
  "members.resendInvitation": {
    input: ({ invitationId }) => ({ invitationId, language: "en" }),
    ids: { invitationId: "invitationId" },
  },
  "members.revokeInvitation": {
    input: ({ invitationId }) => ({ invitationId }),
    ids: { invitationId: "invitationId" },
  },
  "members.changeRole": {
    input: ({ userId }) => ({ userId, role: "owner" }),
    ids: { userId: "userId" },
  },
  "members.remove": { input: ({ userId }) => ({ userId }), ids: { userId: "userId" } },
  "members.leave": {},
  "sessions.end": { input: ({ sessionId }) => ({ sessionId }), ids: { sessionId: "sessionId" } },
  "sessions.endAll": { input: () => ({ keepThis: true }) },
};

type Procedure = { _def: { type: "query" | "mutation" } };

export const procedures = portalRouter._def.procedures as unknown as Record<string, Procedure>;
export const paths = Object.keys(procedures);

/** The procedure of a caller by its path. */
export function procedureOf(caller: unknown, path: string): (input?: unknown) => Promise<unknown> {
  let found = caller as Record<string, unknown>;
  for (const part of path.split(".")) found = found[part] as Record<string, unknown>;
  return found as unknown as (input?: unknown) => Promise<unknown>;
}

/** The input with one field changed, however deep. */
export function withField(
  input: Record<string, unknown>,
  path: string,
  value: unknown,
): Record<string, unknown> {
  const [first = "", ...rest] = path.split(".");
  const inner = (input[first] ?? {}) as Record<string, unknown>;
  return { ...input, [first]: rest.length > 0 ? withField(inner, rest.join("."), value) : value };
}

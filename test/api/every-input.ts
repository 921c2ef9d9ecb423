import { newId } from "@/lib/ids";
import { documentInputs } from "./document-inputs";

export type Kind = "amount" | "priority" | "limit" | "text" | "key" | "id" | "time" | "choice";

export type ProcedureInput = {
  type: "query" | "mutation";
  /** An input that would be let through, of an account that exists. */
  valid: Record<string, unknown>;
  fields: Record<
    string,
    | Kind
    | "metadata"
    | "flag"
    | "cycles"
    | "days"
    | "currency"
    | "email"
    | "types"
    | "hours"
    | "ids"
  >;
};

import { moneyInputs } from "./money-inputs";
import { webhookInputs } from "./webhook-inputs";

const inAnHour = new Date(Date.now() + 3_600_000);
const metadata = { job: "42" };

/** Every service procedure's input and what kind of value each of its fields takes. */
export function everyInput(given: {
  account: string;
  holdId: string;
  grantId: string;
  invoiceId: string;
  quoteId: string;
}): Record<string, ProcedureInput> {
  const { account, holdId, grantId, invoiceId, quoteId } = given;
  const idempotencyKey = newId<string>();
  const use = { account, feature: "api_call", quantity: 1 };
  const range = { from: new Date(0), to: inAnHour };
  return {
    "accounts.upsert": {
      type: "mutation",
      valid: {
        ...{ externalId: `new-${idempotencyKey}`, name: "New", email: "a@b.example" },
        ...{ currency: "usd", timezone: "Europe/Berlin", segment: "smb", metadata },
      },
      fields: {
        ...{ externalId: "text", name: "text", email: "email", currency: "currency" },
        ...{ timezone: "text", segment: "text", metadata: "metadata" },
      },
    },
    "accounts.get": { type: "query", valid: { account }, fields: { account: "text" } },
    ...documentInputs({ account, invoiceId }),
    "plans.list": { type: "query", valid: {}, fields: {} },
    "subscriptions.start": {
      type: "mutation",
      valid: {
        ...{ account, plan: "pro", startsAt: new Date(), grants: "on_issue", idempotencyKey },
        trialDays: 14,
      },
      fields: {
        ...{ account: "text", plan: "text", startsAt: "time", grants: "choice" },
        trialDays: "days",
        idempotencyKey: "key",
      },
    },
    "subscriptions.get": { type: "query", valid: { account }, fields: { account: "text" } },
    "subscriptions.previewChange": {
      type: "mutation",
      valid: { account, plan: "scale", when: "now", anchor: "keep", grants: "on_issue" },
      fields: {
        ...{ account: "text", plan: "text", when: "choice", anchor: "choice", grants: "choice" },
      },
    },
    "subscriptions.previewCancel": {
      type: "mutation",
      valid: { account, when: "now" },
      fields: { account: "text", when: "choice" },
    },
    "subscriptions.quote": { type: "query", valid: { quoteId }, fields: { quoteId: "id" } },
    "subscriptions.confirm": {
      type: "mutation",
      valid: { quoteId, idempotencyKey },
      fields: { quoteId: "id", idempotencyKey: "key" },
    },
    "subscriptions.undo": {
      type: "mutation",
      valid: { account, idempotencyKey },
      fields: { account: "text", idempotencyKey: "key" },
    },
    "credits.balance": {
      type: "query",
      valid: { account, at: new Date() },
      fields: { account: "text", at: "time" },
    },
    "credits.estimate": {
      type: "query",
      valid: use,
      fields: { account: "text", feature: "text", quantity: "amount" },
    },
    "credits.consume": {
      type: "mutation",
      valid: { ...use, occurredAt: new Date(), metadata, idempotencyKey },
      fields: {
        ...{ account: "text", feature: "text", quantity: "amount", occurredAt: "time" },
        ...{ metadata: "metadata", idempotencyKey: "key" },
      },
    },
    "credits.consumeBatch": {
      type: "mutation",
      valid: { events: [{ ...use, idempotencyKey }] },
      fields: { events: "choice" },
    },
    "credits.grant": {
      type: "mutation",
      valid: {
        ...{ account, credits: 5, category: "promo", priority: 50, reason: "Test" },
        ...{ effectiveAt: new Date(), expiresAt: inAnHour, idempotencyKey },
      },
      fields: {
        ...{ account: "text", credits: "amount", category: "choice", priority: "priority" },
        ...{ effectiveAt: "time", expiresAt: "time", reason: "text", idempotencyKey: "key" },
      },
    },
    "credits.hold": {
      type: "mutation",
      valid: { ...use, credits: 5, expiresAt: inAnHour, idempotencyKey },
      fields: {
        ...{ account: "text", credits: "amount", feature: "text", quantity: "amount" },
        ...{ expiresAt: "time", idempotencyKey: "key" },
      },
    },
    "credits.capture": {
      type: "mutation",
      valid: { holdId, credits: 1, quantity: 1, occurredAt: new Date(), idempotencyKey },
      fields: {
        ...{ holdId: "id", credits: "amount", quantity: "amount", occurredAt: "time" },
        idempotencyKey: "key",
      },
    },
    "credits.release": { type: "mutation", valid: { holdId }, fields: { holdId: "id" } },
    "credits.revoke": {
      type: "mutation",
      valid: { grantId, credits: 1, reason: "Test", idempotencyKey },
      fields: { grantId: "id", credits: "amount", reason: "text", idempotencyKey: "key" },
    },
    "entitlements.check": {
      type: "query",
      valid: use,
      fields: { account: "text", feature: "text", quantity: "amount" },
    },
    "usage.summary": {
      type: "query",
      valid: { account, ...range, by: "day" },
      fields: { account: "text", from: "time", to: "time", by: "choice" },
    },
    "invoices.list": {
      type: "query",
      valid: { account, ...range, cursor: "x", limit: 10 },
      fields: { account: "text", from: "time", to: "time", cursor: "text", limit: "limit" },
    },
    "invoices.get": {
      type: "query",
      valid: { account, invoiceId },
      fields: { account: "text", invoiceId: "id" },
    },
    ...moneyInputs(given),
    ...webhookInputs,
    "portalSessions.create": {
      type: "mutation",
      valid: { account, returnUrl: "https://app.example/billing" },
      fields: { account: "text", returnUrl: "text" },
    },
  };
}

const amounts = [
  ...[-1, 0, 1.5, Number.POSITIVE_INFINITY, Number.NaN, -0, 2 ** 53, -1n, 0n],
  ...["1e3", "١٢", "5", null, [], {}, true, new Date()],
  ...[2n ** 63n - 1n, 2n ** 63n, 10n ** 400n],
];
const depth = JSON.parse(`${'{"a":'.repeat(1000)}1${"}".repeat(1000)}`);
const proto = JSON.parse('{"__proto__":{"admin":true}}');
const empty = {};
const things = [null, 1, 1n, [], empty, true, Array(10_000).fill("a"), depth, proto];
const texts = [
  ...["", " ", "a".repeat(50_000), "a\u0000b", "a\ud800", "\udc00b", "a\u202eb", "a\u200bb"],
  ...["a\u2066b", "\ufeffa", "a\r\nb: c", ...things],
];
const times = ["2026-01-01", 0, new Date(Number.NaN), new Date(-1), new Date(8.64e15), ...things];

/** Values no field of the kind may take (FAULTS M1, M4, M5). */
export const wrongValues: Record<ProcedureInput["fields"][string], readonly unknown[]> = {
  amount: amounts,
  priority: [...amounts.filter((value) => value !== 0), 101],
  limit: [...amounts, 101],
  text: texts,
  key: [...texts, "k".repeat(256)],
  id: [...texts, "00000000-0000-0000-0000-00000000000", "' or 1=1 --"],
  time: times,
  choice: [...texts, "nonsense"],
  flag: [...texts.filter((value) => value !== true), "true"],
  cycles: [...amounts, 1201],
  days: [...amounts.filter((value) => value !== 0), 731],
  hours: [...amounts.filter((value) => value !== 0), 169],
  types: [...texts.filter((value) => value !== null), ["invoice.paid", "invoice.paid"]],
  ids: [...texts, Array(101).fill(newId())],
  email: [...texts, "nobody", "a@b@c", "a b@c.example", "a@example.com\nBcc: x@y.z"],
  currency: [...texts, "USD", "xxx", "us"],
  metadata: [
    ...["text", ...things.filter((value) => value !== empty)],
    ...[{ a: {} }, { a: [1] }, { a: null }, { a: 1n }, { a: Number.NaN }, { a: "\u0000" }],
    ...[{ ["k".repeat(41)]: 1 }, { "": 1 }, { a: "x".repeat(501) }, { constructor: 1 }],
    Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, index])),
  ],
};

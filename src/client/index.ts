import { v7 } from "uuid";
import type { Tallybook, TallybookOptions } from "./api";
import type { BatchResult, Consume, Consumed } from "./credits";
import { Gatherer } from "./gather";
import { openTransport, type Transport } from "./transport";

/**
 * A client for your backend. Idempotency keys are made for you, so that a call whose answer was lost
 * is sent again without being done twice.
 */
export function createTallybook(options: TallybookOptions): Tallybook {
  const transport = openTransport(options);
  const { ask, tell } = transport;
  return {
    accounts: {
      upsert: (input) => tell("service.accounts.upsert", input),
      get: (input) => ask("service.accounts.get", input),
    },
    billingDetails: {
      get: (input) => ask("service.billingDetails.get", input),
      set: (input) => tell("service.billingDetails.set", input),
    },
    plans: { list: () => ask("service.plans.list") },
    subscriptions: {
      start: (input) => tell("service.subscriptions.start", keyed(input)),
      get: (input) => ask("service.subscriptions.get", input),
      previewChange: (input) => tell("service.subscriptions.previewChange", input),
      previewCancel: (input) => tell("service.subscriptions.previewCancel", input),
      quote: (input) => ask("service.subscriptions.quote", input),
      confirm: (input) => tell("service.subscriptions.confirm", keyed(input)),
      undo: (input) => tell("service.subscriptions.undo", keyed(input)),
    },
    credits: creditsOf(transport, options.batch ?? true),
    entitlements: { check: (input) => ask("service.entitlements.check", input) },
    usage: { summary: (input) => ask("service.usage.summary", input) },
    invoices: {
      list: (input) => ask("service.invoices.list", input),
      get: (input) => ask("service.invoices.get", input),
      charges: (input) => ask("service.invoices.charges", input),
      coverage: (input) => ask("service.invoices.coverage", input),
      pdf: (input) => ask("service.invoices.pdf", input),
      void: (input) => tell("service.invoices.void", keyed(input)),
      markUncollectible: (input) => tell("service.invoices.markUncollectible", keyed(input)),
    },
    portalSessions: { create: (input) => tell("service.portalSessions.create", input) },
    ...termsOf(transport),
    reports: reportsOf(transport),
    webhooks: webhooksOf(transport),
    sandbox: sandboxOf(transport),
  };
}

function sandboxOf({ ask, tell }: Transport): Tallybook["sandbox"] {
  return {
    clock: {
      get: () => ask("sandbox.clock.get"),
      advance: (input) => tell("sandbox.clock.advance", input, { once: true }),
    },
    reset: () => tell("sandbox.reset", undefined, { once: true }),
    invoices: { markPaid: (input) => tell("sandbox.invoices.markPaid", input) },
    stripe: {
      failNextPayment: (input) => tell("sandbox.stripe.failNextPayment", input, { once: true }),
      openDispute: (input) => tell("sandbox.stripe.openDispute", input, { once: true }),
      closeDispute: (input) => tell("sandbox.stripe.closeDispute", input, { once: true }),
      deliver: (input) => tell("sandbox.stripe.deliver", input, { once: true }),
    },
  };
}

/** What is sold beside plans, and what is taken off and added to prices. */
function termsOf({
  ask,
  tell,
}: Transport): Pick<Tallybook, "packs" | "discounts" | "taxes" | "accountCredit" | "refunds"> {
  return {
    packs: {
      list: (input) => ask("service.packs.list", input),
      preview: (input) => tell("service.packs.preview", input),
    },
    refunds: { list: (input) => ask("service.refunds.list", input) },
    accountCredit: { get: (input) => ask("service.accountCredit.get", input) },
    discounts: {
      add: (input) => tell("service.discounts.add", input),
      remove: (input) => tell("service.discounts.remove", input),
      list: (input) => ask("service.discounts.list", input),
    },
    taxes: {
      get: (input) => ask("service.taxes.get", input),
      set: (input) => tell("service.taxes.set", input),
    },
  };
}

function reportsOf({ ask }: Transport): Tallybook["reports"] {
  return {
    money: (input) => ask("service.reports.money", input),
    credits: (input) => ask("service.reports.credits", input),
    revenue: (input) => ask("service.reports.revenue", input),
    deferred: (input) => ask("service.reports.deferred", input),
    unitEconomics: (input) => ask("service.reports.unitEconomics", input),
    refundImpact: (input) => ask("service.reports.refundImpact", input),
    mrr: (input) => ask("service.reports.mrr", input),
  };
}

/** What answers with a secret is sent once: a second try would make another one. */
function webhooksOf({ ask, tell }: Transport): Tallybook["webhooks"] {
  return {
    list: () => ask("service.webhooks.list"),
    create: (input) => tell("service.webhooks.create", input, { once: true }),
    update: (input) => tell("service.webhooks.update", input),
    rotateSecret: (input) => tell("service.webhooks.rotateSecret", input, { once: true }),
    remove: (input) => tell("service.webhooks.remove", input),
    deliveries: (input) => ask("service.webhooks.deliveries", input),
    resend: (input) => tell("service.webhooks.resend", input),
    replay: (input) => tell("service.webhooks.replay", input),
    sendTest: (input) => tell("service.webhooks.sendTest", input, { once: true }),
  };
}

function creditsOf(transport: Transport, batch: boolean): Tallybook["credits"] {
  const { ask, tell } = transport;
  const gatherer = new Gatherer(transport);
  return {
    balance: (input) => ask("service.credits.balance", input),
    grant: (input) => tell("service.credits.grant", keyed(input)),
    estimate: (input) => ask("service.credits.estimate", input),
    consume: (input) =>
      batch
        ? gatherer.consume(keyed(input))
        : tell<Consumed>("service.credits.consume", keyed(input)),
    consumeBatch: ({ events }) => sendBatch(transport, events),
    hold: (input) => tell("service.credits.hold", keyed(input)),
    capture: (input) => tell("service.credits.capture", keyed(input)),
    release: (input) => tell("service.credits.release", input),
    revoke: (input) => tell("service.credits.revoke", keyed(input)),
  };
}

/** As many requests as it takes, one after the other, so that events keep their order. */
async function sendBatch(
  { tell }: Transport,
  events: readonly Consume[],
): Promise<{ results: BatchResult[] }> {
  const results: BatchResult[] = [];
  for (let start = 0; start < events.length || start === 0; start += 1_000) {
    const some = events.slice(start, start + 1_000).map(keyed);
    const answer = await tell<{ results: BatchResult[] }>("service.credits.consumeBatch", {
      events: some,
    });
    results.push(...answer.results);
  }
  return { results };
}

function keyed<Input extends { idempotencyKey?: string }>(input: Input) {
  return { ...input, idempotencyKey: input.idempotencyKey ?? v7() };
}

export type * from "./api";
export type * from "./billing-details";
export type * from "./changes";
export type * from "./credits";
export type * from "./endings";
// biome-ignore lint/performance/noBarrelFile: the package's one entry
export { TallybookError, type TallybookErrorCode } from "./error";
export type * from "./packs";
export type * from "./prices";
export type * from "./terms";

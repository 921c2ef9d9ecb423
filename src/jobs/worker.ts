import pino from "pino";
import type { DueRun } from "@/billing/catch-up";
import { type Anchor, anchorText } from "@/billing/ledger/anchor";
import { type CollectRun, collectDue } from "@/billing/payments/collect";
import type { EachRun } from "@/billing/payments/each-collection";
import { takeLastSteps } from "@/billing/payments/last-step";
import { reconcile } from "@/billing/reconciliation/run";
import type { Run } from "@/billing/reconciliation/run-queries";
import { createDb } from "@/db/client";
import { databaseUrl, env, stripeInbox } from "@/env";
import type { Written } from "@/exports/write";
import { type AskRun, askSilent } from "@/stripe/ask-silent";
import { paymentGateway } from "@/stripe/gateway";
import { type PollRun, pollEvents } from "@/stripe/poll-events";
import { type WorkRun, workEvents } from "@/stripe/work-events";
import { type Delivered, deliverDue, deliverNow } from "@/webhooks/deliver";
import { anchorChains } from "./anchor-chains";
import { bookDue } from "./book-due";
import { mailAlerts } from "./mail-alerts";
import { mailInvoices } from "./mail-invoices";
import { mailPayments } from "./mail-payments";
import { mailRefunds } from "./mail-refunds";
import { mailTopUps } from "./mail-top-ups";
import { markLedgers } from "./mark-ledgers";
import { noteClock } from "./note-clock";
import { type Pruned, prune } from "./prune";
import { type Repeated, repeat } from "./repeat";
import { deliveryHere, sendMails } from "./send-mail";
import { sumMonths } from "./sum-months";
import { tellOfMail } from "./tell-of-mail";
import { type TopUpReport, topUp } from "./top-up";
import { type WatchRun, watchAccounts } from "./watch-accounts";
import { driftWatch } from "./watch-drift";
import { workExports } from "./work-exports";
import { workMonths } from "./work-months";
import { workQueue } from "./work-queue";

// What runs without a request. Any number of workers may run: every job takes the locks it needs.
const log = pino({ level: env.LOG_LEVEL, base: { process: "worker" } });
const stop = new AbortController();
const db = createDb(databaseUrl(), {
  max: 4,
  // A thousand renewals at one boundary are one commit, and take their time.
  statementTimeoutMs: 30_000,
  applicationName: "tallybook-worker",
});

process.on("SIGTERM", () => stop.abort()).on("SIGINT", () => stop.abort());
log.info({ mode: env.mode }, "the worker runs");
await Promise.all([...jobs().map((one) => repeat(one, stop.signal)), queue()]);
await db.destroy();
log.info("the worker has finished");
process.exit(0);

function jobs(): Repeated[] {
  const due = repeated("book-due", 2_000, async () => tell(await bookDue(db)));
  const ledgers = repeated("mark-ledgers", 60_000, async () => tellMarked(await markLedgers(db)));
  const watch = repeated("watch-accounts", 30_000, async () =>
    tellWatched(await watchAccounts(db)),
  );
  const deliveries = repeated("deliver-due", 1_000, async () =>
    tellDelivered(await deliverDue(db)),
  );
  const exporting = repeated("work-exports", 1_000, async () =>
    tellExported(await workExports(db, stop.signal)),
  );
  const pruning = repeated("prune", 3_600_000, async () => tellPruned(await prune(db)));
  const anchors = repeated("anchor-chains", 60_000, async () =>
    tellAnchored(await anchorChains(db, env.FINANCE_EMAILS)),
  );
  const months = repeated("work-months", 2_000, () => workMonths(db, log));
  const always = [
    ...[due, ledgers, watch, deliveries, anchors, exporting, pruning, months],
    repeated("sum-months", 60_000, () => sumMonths(db, env.HOUSE_TIMEZONE)),
    ...mailJobs(),
    ...processorJobs(),
  ];
  if (env.mode === "production") return always;
  return [...always, repeated("note-clock", 1_000, () => noteClock(db))];
}

/** None where no processor is set up: nothing is collected by itself. */
function processorJobs(): Repeated[] {
  const gateway = paymentGateway();
  if (!gateway) return [];
  const { livemode = false } = stripeInbox() ?? {};
  const watchDrift = driftWatch(db, gateway, env.FINANCE_EMAILS);
  return [
    repeated("collect-due", 1_000, async () => tellCollected(await collectDue(db, gateway))),
    repeated("last-steps", 5_000, async () => tellLastSteps(await takeLastSteps(db))),
    repeated("top-up", 1_000, async () => tellToppedUp(await topUp(db, gateway))),
    repeated("work-events", 1_000, async () => tellEvents(await workEvents(db, gateway))),
    repeated("ask-silent", 60_000, async () => tellAsked(await askSilent(db, gateway))),
    repeated("reconcile", 2_000, async () => tellReconciled(await reconcile(db, gateway))),
    repeated("watch-drift", 30_000, async () => {
      const { asked, told } = await watchDrift();
      if (asked || told > 0)
        log.warn({ job: "watch-drift", asked, told }, "Stripe and books differ");
    }),
    repeated("poll-events", 3_600_000, async () =>
      tellPolled(await pollEvents(db, gateway, { livemode })),
    ),
  ];
}

/** None where no mail is set up: what is in the outbox waits. */
function mailJobs(): Repeated[] {
  const delivery = deliveryHere();
  if (!delivery) return [];
  return [
    repeated("mail-alerts", 2_000, async () => tellWritten("alerts", await mailAlerts(db))),
    repeated("mail-payments", 2_000, async () => tellWritten("payments", await mailPayments(db))),
    repeated("mail-refunds", 2_000, async () => tellWritten("refunds", await mailRefunds(db))),
    repeated("mail-top-ups", 2_000, async () => tellWritten("top-ups", await mailTopUps(db))),
    repeated("mail-invoices", 2_000, async () => tellWritten("invoices", await mailInvoices(db))),
    repeated("send-mail", 1_000, async () => tellOfMail(log, await sendMails(db, delivery))),
  ];
}

/** What commits and pages want done at once. Its jobs end before the worker does. */
async function queue(): Promise<void> {
  await workQueue(databaseUrl(), stop.signal, {
    onError: (err) => log.warn({ err }, "the queue failed and goes on"),
    handlers: {
      "deliver-event": async (key) => {
        const delivered = await deliverNow(db, key);
        if (delivered) tellDelivered([delivered]);
      },
      "write-export": async () => tellExported(await workExports(db, stop.signal)),
    },
  });
}

function repeated(name: string, everyMs: number, job: () => Promise<void>): Repeated {
  const onError = (err: unknown, failures: number) =>
    log.warn({ job: name, failures, err }, "the job failed and will run again");
  return { everyMs, job, onError };
}

function tell({ accounts, failed }: DueRun): void {
  if (accounts > 0) log.info({ job: "book-due", accounts }, "booked what was due");
  for (const { accountId, error } of failed) {
    log.error(
      { job: "book-due", accountId, err: error },
      "an account cannot be brought up to date",
    );
  }
}

function tellCollected({ begun, made, failed }: CollectRun): void {
  if (made > 0) log.info({ job: "collect-due", begun, made }, "asked the payment processor");
  for (const { accountId, error } of failed) {
    log.error({ job: "collect-due", accountId, err: error }, "an account cannot be collected from");
  }
}

function tellLastSteps({ done, failed }: EachRun): void {
  if (done > 0) log.info({ job: "last-steps", done }, "did what follows the last try to collect");
  for (const { accountId, error } of failed) {
    log.error(
      { job: "last-steps", accountId, err: error },
      "what follows the last try cannot be done",
    );
  }
}

function tellToppedUp({ ended, failed }: TopUpReport): void {
  if (ended > 0) log.info({ job: "top-up", ended }, "worked automatic top-ups");
  for (const { accountId, error } of failed) {
    log.error({ job: "top-up", accountId, err: error }, "an account cannot be topped up");
  }
}

function tellEvents({ worked, dead }: WorkRun): void {
  if (worked > 0) log.info({ job: "work-events", worked }, "worked events of Stripe");
  for (const eventId of dead) {
    log.error({ job: "work-events", eventId }, "an event cannot be worked and is given up");
  }
}

function tellAsked({ asked, failed }: AskRun): void {
  if (asked > 0) log.warn({ job: "ask-silent", asked }, "asked about plans nobody told of");
  for (const { accountId, error } of failed) {
    log.error({ job: "ask-silent", accountId, err: error }, "a plan cannot be asked about");
  }
}

function tellPolled({ listed, found }: PollRun): void {
  if (found > 0) log.warn({ job: "poll-events", listed, found }, "found events that never arrived");
}

/** The line is for whoever keeps logs elsewhere: `npm run audit:log -- --anchor` holds the database against it. */
function tellAnchored(anchor: Anchor | undefined): void {
  if (!anchor) return;
  const facts = { job: "anchor-chains", anchor: anchorText(anchor) };
  log.info(facts, "anchored the ends of all chains");
}

function tellReconciled(run: Run | undefined): void {
  if (!run) return;
  const { day, number, totals, problem } = run;
  const facts = { job: "reconcile", day, number };
  if (totals) log.info({ ...facts, totals }, "compared the processor's balance with the books");
  else log.warn({ ...facts, problem }, "a reconciliation was broken off and goes on there");
}

function tellMarked(checkpoints: number): void {
  if (checkpoints > 0) log.info({ job: "mark-ledgers", checkpoints }, "marked long ledgers");
}

function tellPruned(pruned: Pruned): void {
  const any = Object.values(pruned).some((count) => count > 0);
  if (any) log.info({ job: "prune", ...pruned }, "deleted what ran out long ago");
}

function tellWatched({ fired, failed }: WatchRun): void {
  if (fired > 0) log.info({ job: "watch-accounts", fired }, "fired alerts");
  for (const { accountId, error } of failed) {
    log.error(
      { job: "watch-accounts", accountId, err: error },
      "an account's alerts cannot be asked",
    );
  }
}

function tellWritten(
  of: "alerts" | "invoices" | "payments" | "refunds" | "top-ups",
  count: number,
): void {
  if (count > 0) log.info({ job: `mail-${of}`, count }, "wrote the mails of what happened");
}

function tellDelivered(delivered: Delivered[]): void {
  for (const { eventId, endpointId, outcome } of delivered) {
    const { status, problem, durationMs } = outcome;
    const facts = { job: "deliver-event", eventId, endpointId, status, problem, durationMs };
    log.info(facts, "made a delivery attempt");
  }
}

function tellExported(written: Written[]): void {
  for (const { outcome, ...facts } of written) {
    if (outcome === "done") log.info({ job: "write-export", ...facts }, "wrote an export");
    else
      log.error({ job: "write-export", ...facts }, "an export cannot be written and is given up");
  }
}

import { timingSafeEqual } from "node:crypto";
import { collectDefaultMetrics, Gauge, register } from "prom-client";
import { countCollecting } from "@/billing/payments/count-queries";
import { askedInTime, databaseAnswers } from "@/db/probe";
import { env } from "@/env";
import { countOverdue } from "@/jobs/overdue-queries";
import { readBacklog } from "@/stripe/event-work-queries";
import { metricOf } from "../metric";

export const dynamic = "force-dynamic";

const databaseUp = "tallybook_database_up";
const overdue = "tallybook_overdue";
const collecting = "tallybook_collecting";
const stripeEvents = "tallybook_stripe_events";
const stripeLag = "tallybook_stripe_lag_seconds";

/** Figures for Prometheus. In production only for who knows METRICS_TOKEN. */
export async function GET(request: Request): Promise<Response> {
  if (!allowed(request.headers.get("authorization"))) return new Response(null, { status: 404 });
  const gauge = databaseGauge();
  gauge.set((await databaseAnswers()) ? 1 : 0);
  await Promise.all([tellOverdue(), tellCollecting(), tellStripeEvents()]);
  return new Response(await register.metrics(), {
    headers: { "content-type": register.contentType, "cache-control": "no-store" },
  });
}

function allowed(authorization: string | null): boolean {
  if (!env.METRICS_TOKEN) return env.mode === "sandbox";
  const given = Buffer.from(authorization ?? "");
  const wanted = Buffer.from(`Bearer ${env.METRICS_TOKEN}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Nothing is told while the database does not answer: an old figure would look like a good one. */
async function tellOverdue(): Promise<void> {
  const gauge = overdueGauge();
  gauge.reset();
  const counted = await askedInTime(countOverdue);
  for (const [what, count] of Object.entries(counted ?? {})) gauge.set({ what }, count);
}

/** As with what is overdue: no old figure looks like a good one. */
async function tellCollecting(): Promise<void> {
  const gauge = collectingGauge();
  gauge.reset();
  const counted = await askedInTime(countCollecting);
  for (const [what, count] of Object.entries(counted ?? {})) gauge.set({ what }, count);
}

/** As with what is overdue: no old figure looks like a good one. */
async function tellStripeEvents(): Promise<void> {
  const gauge = stripeEventsGauge();
  gauge.reset();
  register.removeSingleMetric(stripeLag); // one without labels would be reset to a good figure
  const backlog = await askedInTime(readBacklog);
  if (!backlog) return;
  const { due, waiting, lost, dead, lagSeconds } = backlog;
  for (const [what, count] of Object.entries({ due, waiting, lost, dead })) {
    gauge.set({ what }, count);
  }
  stripeLagGauge().set(lagSeconds);
}

function stripeEventsGauge(): Gauge {
  const help =
    "Events of Stripe not worked: due, waiting for what they are about, waiting for it more than ten minutes (lost), given up (dead).";
  return metricOf(
    stripeEvents,
    () => new Gauge({ name: stripeEvents, help, labelNames: ["what"] }),
  );
}

function stripeLagGauge(): Gauge {
  const help = "How long ago the eldest event of Stripe that is due arrived: 0 where none is.";
  return metricOf(stripeLag, () => new Gauge({ name: stripeLag, help }));
}

function collectingGauge(): Gauge {
  const help =
    "Money on its way from the payment processor: documents that wait for it (waiting), calls that failed in the last day (failed), calls without an answer for more than a minute (unknown).";
  return metricOf(collecting, () => new Gauge({ name: collecting, help, labelNames: ["what"] }));
}

function overdueGauge(): Gauge {
  const help = "What should have been done more than five minutes ago: 0 while a worker keeps up.";
  return metricOf(overdue, () => new Gauge({ name: overdue, help, labelNames: ["what"] }));
}

function databaseGauge(): Gauge {
  return metricOf(databaseUp, () => {
    collectDefaultMetrics();
    return new Gauge({ name: databaseUp, help: "1 while the database answers within a second." });
  });
}

import { timingSafeEqual } from "node:crypto";
import { collectDefaultMetrics, Gauge, register } from "prom-client";
import { askedInTime, databaseAnswers } from "@/db/probe";
import { env } from "@/env";
import { countOverdue } from "@/jobs/overdue-queries";
import { metricOf } from "../metric";

export const dynamic = "force-dynamic";

const databaseUp = "tallybook_database_up";
const overdue = "tallybook_overdue";

/** Figures for Prometheus. In production only for who knows METRICS_TOKEN. */
export async function GET(request: Request): Promise<Response> {
  if (!allowed(request.headers.get("authorization"))) return new Response(null, { status: 404 });
  const gauge = databaseGauge();
  gauge.set((await databaseAnswers()) ? 1 : 0);
  await tellOverdue();
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

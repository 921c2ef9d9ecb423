import { timingSafeEqual } from "node:crypto";
import { collectDefaultMetrics, Gauge, register } from "prom-client";
import { databaseAnswers } from "@/db/probe";
import { env } from "@/env";

export const dynamic = "force-dynamic";

const databaseUp = "tallybook_database_up";

/** Figures for Prometheus. In production only for who knows METRICS_TOKEN. */
export async function GET(request: Request): Promise<Response> {
  if (!allowed(request.headers.get("authorization"))) return new Response(null, { status: 404 });
  const gauge = databaseGauge();
  gauge.set((await databaseAnswers()) ? 1 : 0);
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

/** The registry outlives a reload of this module in development, so it is asked first. */
function databaseGauge(): Gauge {
  const known = register.getSingleMetric(databaseUp);
  if (known instanceof Gauge) return known;
  collectDefaultMetrics();
  return new Gauge({ name: databaseUp, help: "1 while the database answers within a second." });
}

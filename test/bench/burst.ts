import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import Stripe from "stripe";
import { createDb, type Db } from "@/db/client";
import type { InvoiceId } from "@/lib/ids";
import { freePort } from "@/sandbox/ports";
import { chanceFrom, shuffled } from "../chance";
import { type Paid, type Simulated, simulate } from "./burst-ground";
import { type Ground, prepare } from "./ground";
import { spawnPart, spawnServer } from "./http";
import { type Figure, limitFigure } from "./report";

const events = 5_000;
const deliveredTwice = 500;
/** Unanswered at any time: as fast as two cores send, and many more than Stripe itself leaves open. */
const atOnce = 64;
const payments = 400;
const livePayments = 12;
const secret = "whsec_bench0123456789abcdef";
const key = "sk_test_benchburst";

/**
 * What an outage of days leaves to be told all at once (FAULTS W10): so many events of so many payments that nobody
 * here knows of, in any order and some of them twice, to the production build over HTTP. One worker works them off
 * while payments of now go on: what is told of those must not wait for the rest.
 */
export async function burstFigures(ground: Ground): Promise<Figure[]> {
  await sql`create database burst`.execute(ground.db);
  const url = new URL(ground.url);
  url.pathname = "/burst";
  await prepare(url.toString());
  const db = createDb(url.toString(), { max: 8, statementTimeoutMs: 0, applicationName: "bench" });
  const stripe = await simulate(db, payments + livePayments);
  try {
    return await measure(db, url.toString(), stripe);
  } finally {
    await stripe.stop();
    await db.destroy();
  }
}

async function measure(db: Db, url: string, stripe: Simulated): Promise<Figure[]> {
  const settings = {
    ...{ STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: secret, STRIPE_API_URL: stripe.url },
  };
  const paid = await stripe.payAtPages(payments);
  const port = await freePort();
  const web = await spawnServer(url, port, settings);
  const deliver = deliveries(port);
  await untilServing(deliver);
  const worker = ["--import", "tsx", "src/jobs/worker.ts"];
  const env = { DATABASE_URL: url, SANDBOX: "1", LOG_LEVEL: "error", ...settings };
  const started = performance.now();
  const working = spawnPart(worker, env);
  try {
    const asked = stripe.questions();
    const burst = inAnyOrder(copiesOf(paid, events), deliveredTwice);
    const acks = await sendAll(deliver, burst);
    const delivered = (performance.now() - started) / 1_000;
    const live = await liveWaits({ db, stripe, deliver });
    await untilWorked(db);
    const workedOff = (performance.now() - started) / 1_000;
    const questions = stripe.questions() - asked;
    await assertBooked(db, payments + livePayments);
    console.log(
      `       ${burst.length} deliveries took ${delivered.toFixed(1)} s (${Math.round(burst.length / delivered)}/s), acknowledged p50 ${ms(at(acks, 0.5))}, p99 ${ms(at(acks, 0.99))}, at most ${ms(at(acks, 1))}; ` +
        `worked off at ${Math.round(events / workedOff)}/s with ${questions} questions to Stripe; live ones waited ${live.map((one) => one.toFixed(1)).join(", ")} s`,
    );
    return [
      limitFigure("burst: acknowledged (p99)", { value: at(acks, 0.99), unit: "ms", below: 1_000 }),
      limitFigure("burst: 5,000 events worked off", { value: workedOff, unit: "s", below: 300 }),
      limitFigure("burst: a live event, at most", { value: at(live, 1), unit: "s", below: 30 }),
    ];
  } finally {
    await working.stop();
    await web.stop();
  }
}

type Told = { id: string; body: string };
type Deliver = (event: Told) => Promise<number>;

/** So many of them: the same news under other ids where there are too few. */
function copiesOf(told: readonly Told[], count: number): Told[] {
  return Array.from({ length: count }, (_, index) => {
    const one = told[index % told.length] as Told;
    const copy = Math.floor(index / told.length);
    if (copy === 0) return one;
    const id = `${one.id}x${copy}`;
    return { id, body: one.body.replace(`"${one.id}"`, `"${id}"`) };
  });
}

/** From a number of its own, so that each run delivers alike; some twice. */
function inAnyOrder(told: readonly Told[], again: number): Told[] {
  return shuffled([...told, ...told.slice(0, again)], chanceFrom(20_261_129));
}

async function sendAll(deliver: Deliver, burst: readonly Told[]): Promise<number[]> {
  const waits: number[] = [];
  let next = 0;
  const sender = async () => {
    for (let event = burst[next++]; event; event = burst[next++]) waits.push(await deliver(event));
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  return waits;
}

/** How long news of a payment made meanwhile waits until it is booked, in seconds. */
async function liveWaits(on: { db: Db; stripe: Simulated; deliver: Deliver }): Promise<number[]> {
  const waits: number[] = [];
  for (let one = 0; one < livePayments; one += 1) {
    const told = await on.stripe.payAtPages(1);
    const sent = performance.now();
    for (const event of told) await on.deliver(event);
    const { invoiceId } = told[0] as Paid;
    while (!(await isPaid(on.db, invoiceId))) await sleep(50);
    waits.push((performance.now() - sent) / 1_000);
  }
  return waits;
}

async function isPaid(db: Db, invoiceId: InvoiceId): Promise<boolean> {
  const row = db.selectFrom("invoices").where("id", "=", invoiceId).select("status");
  return (await row.executeTakeFirstOrThrow()).status === "paid";
}

/** Posts one signed event over a connection kept open; how long until it was acknowledged, in milliseconds. */
function deliveries(port: number): Deliver {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce + 1 });
  return ({ body }) =>
    new Promise((resolve, reject) => {
      const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
      const headers = {
        ...{ "content-type": "application/json", "stripe-signature": signature },
        "content-length": Buffer.byteLength(body),
      };
      const place = { host: "127.0.0.1", port, path: "/api/stripe/webhook", method: "POST" };
      const sent = performance.now();
      const posted = request({ agent, ...place, headers });
      posted.once("error", reject);
      posted.once("response", (response) => {
        response.resume();
        response.once("end", () => {
          if (response.statusCode === 200) resolve(performance.now() - sent);
          else reject(new Error(`A delivery was answered ${response.statusCode}`));
        });
      });
      posted.end(body);
    });
}

async function untilServing(deliver: Deliver): Promise<void> {
  const event = { id: "evt_benchready", object: "event", type: "ping", livemode: false };
  const body = JSON.stringify({ ...event, created: Math.floor(Date.now() / 1_000) });
  const deadline = performance.now() + 60_000;
  for (;;) {
    try {
      // What is compiled and connected on the way was so in the outage too.
      await Promise.all(Array.from({ length: atOnce }, () => deliver({ id: event.id, body })));
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

async function untilWorked(db: Db): Promise<void> {
  const due = db
    .selectFrom("stripe_event_work")
    .where("next_at", "is not", null)
    .select("event_id");
  while (await due.limit(1).executeTakeFirst()) await sleep(250);
}

/** A figure counts only what was really booked, and once. */
async function assertBooked(db: Db, expected: number): Promise<void> {
  const { rows } = await sql<{ paid: bigint; booked: bigint; dead: bigint; done: bigint }>`
    select (select count(*) from invoices where status = 'paid') as paid,
      (select count(*) from payments) as booked,
      (select count(*) from stripe_event_work where status = 'done') as done,
      (select count(*) from stripe_event_work where status = 'dead') as dead`.execute(db);
  const [counted] = rows;
  const isBooked = counted?.paid === BigInt(expected) && counted.booked === counted.paid;
  if (!isBooked || counted.dead > 0n || counted.done < BigInt(events)) {
    throw new Error(`Not all booked once: ${Object.values(counted ?? {}).join(", ")}`);
  }
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

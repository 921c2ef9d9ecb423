import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { expect, onTestFinished, test } from "vitest";
import { addSeconds } from "@/lib/time";
import { waitUntil } from "@/sandbox/processes";
import { type PlayedStripe, playedStripe } from "@/sandbox/supervisor-stripe";
import { freshDatabase } from "../database";
import { deliveriesTo } from "./deliveries";
import { openSandboxAt, start } from "./opening";

test("the sandbox's Stripe keeps its clock, and after a kill all it answered", async () => {
  const { db, url } = await freshDatabase();
  await openSandboxAt(db);
  const folder = mkdtempSync(join(tmpdir(), "stripe-process-"));
  const web = await deliveriesTo("/api/stripe/webhook");
  const played = await playedStripe(folder, web.url);
  // The same keys and address every time: pages and payments remember them.
  expect(await playedStripe(folder, web.url)).toEqual(played);
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: secret } = played.env;
  const port = new URL(played.url).port;
  const stripe = new Stripe(key, { host: "127.0.0.1", port, protocol: "http" });

  const first = await playing(played, { url, folder });
  const made = await stripe.customers.create({ name: "Ada" });
  const sandboxSeconds = start.getTime() / 1000;
  expect(made.created).toBeGreaterThanOrEqual(sandboxSeconds);
  expect(made.created).toBeLessThan(addSeconds(start, 3_600).getTime() / 1000);
  expect(await waitUntil(() => web.received.length > 0, 10_000)).toBe(true);
  const [{ body, signature } = { body: "", signature: "" }] = web.received;
  const event = stripe.webhooks.constructEvent(body, signature, secret);
  expect(event).toMatchObject({ type: "customer.created", data: { object: { id: made.id } } });
  first.kill("SIGKILL");
  await once(first, "exit");

  const second = await playing(played, { url, folder });
  expect(await stripe.customers.retrieve(made.id)).toMatchObject({ name: "Ada" });
  second.kill("SIGTERM");
  const [code] = await once(second, "exit");
  expect(code).toBe(0);
});

/** The process as the supervisor starts it, once it answers. */
async function playing(
  { args, env, url: address }: PlayedStripe,
  { url, folder }: { url: string; folder: string },
): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: url, SANDBOX: "1", DATA_DIR: folder, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const answers = () =>
    fetch(`${address}/_simulator/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  expect(await waitUntil(answers, 30_000)).toBe(true);
  return child;
}

import { setTimeout as sleep } from "node:timers/promises";
import { createDb } from "@/db/client";
import { databaseUrl, env } from "@/env";
import { readClock } from "../read-clock";
import { startSimulator } from "./server";
import { openStore } from "./store";

// The supervisor's Stripe, on the sandbox's clock: what it does later falls due with everything else.
const [port, url] = process.argv.slice(2);
const [secret] = env.STRIPE_WEBHOOK_SECRET;
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort()).on("SIGINT", () => stop.abort());
const db = createDb(databaseUrl(), { max: 2, applicationName: "tallybook-stripe" });
const simulator = await startSimulator({
  port: Number(port),
  seed: "sandbox",
  now: async () => (await readClock(db)).now,
  wallClock: () => Math.floor(Date.now() / 1000),
  store: openStore(db),
  ...(url && secret && { webhook: { url, secret } }),
});
console.log(`Stripe is played by ${simulator.url}`);
while (!stop.signal.aborted) {
  // A database that restarts tells no time for a moment; what was due then is due a second later.
  await simulator.tick().catch((error) => console.error(error));
  await sleep(1_000, undefined, { signal: stop.signal }).catch(() => {});
}
await simulator.stop();
await db.destroy();
process.exit(0);

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { expect, onTestFinished, test } from "vitest";
import { addSeconds } from "@/lib/time";
import { rememberedPort } from "@/sandbox/ports";
import { waitUntil } from "@/sandbox/processes";
import { freshDatabase } from "../database";
import { openSandboxAt, start } from "./opening";

test("the sandbox's Stripe keeps its clock, and after a kill all it answered", async () => {
  const { db, url } = await freshDatabase();
  await openSandboxAt(db);
  const folder = mkdtempSync(join(tmpdir(), "stripe-process-"));
  const port = await rememberedPort(join(folder, "stripe", "port"));
  const stripe = new Stripe("sk_test_any", { host: "127.0.0.1", port, protocol: "http" });

  const first = await playing({ url, folder, port });
  const made = await stripe.customers.create({ name: "Ada" });
  const sandboxSeconds = start.getTime() / 1000;
  expect(made.created).toBeGreaterThanOrEqual(sandboxSeconds);
  expect(made.created).toBeLessThan(addSeconds(start, 3_600).getTime() / 1000);
  first.kill("SIGKILL");
  await once(first, "exit");

  const second = await playing({ url, folder, port });
  expect(await stripe.customers.retrieve(made.id)).toMatchObject({ name: "Ada" });
  second.kill("SIGTERM");
  const [code] = await once(second, "exit");
  expect(code).toBe(0);
});

type Where = { url: string; folder: string; port: number };

/** The process as the supervisor starts it, once it answers. */
async function playing({ url, folder, port }: Where): Promise<ChildProcess> {
  const main = ["--import", "tsx", "src/sandbox/stripe/main.ts", String(port)];
  const child = spawn(process.execPath, main, {
    env: { ...process.env, DATABASE_URL: url, SANDBOX: "1", DATA_DIR: folder },
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/v1/customers`).then(
      ({ status }) => status === 401,
      () => false,
    );
  expect(await waitUntil(answers, 30_000)).toBe(true);
  return child;
}

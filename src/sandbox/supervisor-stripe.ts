import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { rememberedPort } from "./ports";
import { rememberedIn } from "./run-file";
import type { Played } from "./stripe/ask";

export type PlayedStripe = {
  url: string;
  played: Played;
  /** Of its process. */
  args: string[];
  /** What everything of the sandbox finds it by, as it would find Stripe. */
  env: { STRIPE_SECRET_KEY: string; STRIPE_WEBHOOK_SECRET: string; STRIPE_API_URL: string };
};

/**
 * A Stripe of our own, at the same address and with the same keys every time: pages and payments remember them.
 *
 * Its events go to the web server at `web`, as if an endpoint had been made in Stripe's dashboard.
 */
export async function playedStripe(dataDir: string, web: string): Promise<PlayedStripe> {
  const folder = join(dataDir, "stripe");
  const port = await rememberedPort(join(folder, "port"));
  const url = `http://127.0.0.1:${port}`;
  const webhook = `${web}/api/stripe/webhook`;
  const main = ["--max-old-space-size=128", "--import", "tsx", "src/sandbox/stripe/main.ts"];
  const key = rememberedIn(join(folder, "secret-key"), () => `sk_test_${random()}`);
  return {
    url,
    played: { key, apiUrl: url },
    args: [...main, String(port), webhook],
    env: {
      STRIPE_SECRET_KEY: key,
      STRIPE_WEBHOOK_SECRET: rememberedIn(
        join(folder, "webhook-secret"),
        () => `whsec_${random()}`,
      ),
      STRIPE_API_URL: url,
    },
  };
}

function random(): string {
  return randomBytes(24).toString("hex");
}

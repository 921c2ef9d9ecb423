import { createEnv } from "@t3-oss/env-nextjs";
import { z } from "zod";
import { whyNotAccent } from "./lib/brand-colours";
import {
  isLogo,
  keepsSecureCookies,
  originsIn,
  portsIn,
  whyNotAncestors,
  whyNotPorts,
} from "./lib/web-address";

const whole = z.coerce.number().int();
const url = z.url();
const sellerText = (most: number) => z.string().trim().min(1).max(most);
const timeZone = z.string().refine(isTimeZone, "is not a time zone of the IANA list");
const accentOn = (theme: "light" | "dark") => refusedFor((text) => whyNotAccent(theme, text));
const origins = (known?: (text: string) => string | undefined) =>
  refusedFor((text) =>
    originsIn(text)
      ? known?.(text)
      : "lists origins such as https://app.example.com, apart by spaces",
  )
    .default("")
    .transform((text) => originsIn(text) ?? []);

const parsed = createEnv({
  server: {
    DATABASE_URL: z.string().optional(),
    SANDBOX: z.enum(["0", "1"]).optional(),
    NODE_ENV: z.string().default("development"),
    DATA_DIR: z.string().default(".data"),
    HOST: z.string().optional(),
    PORT: whole.min(1).max(65_535).default(3000),
    PUBLIC_URL: url.optional(),
    NEXTAUTH_SECRET: z.string().min(32).optional(),
    AUTH_SECRET: z.string().min(32).optional(),
    HOUSE_TIMEZONE: timeZone.default("UTC"),
    ACCOUNTS_PER_COMMIT: whole.min(1).max(1000).default(1000),
    DATABASE_POOL: whole.min(2).max(200).default(20),
    RATE_LIMIT_EVENTS_PER_SECOND: whole.min(1000).default(10_000),
    LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
    METRICS_TOKEN: z.string().min(16).optional(),
    MAIL_URL: z.string().optional(),
    MAIL_FROM: z.string().optional(),
    OPERATOR_EMAIL: z.email().toLowerCase().optional(),
    FINANCE_EMAILS: refusedFor(whyNotEmails)
      .default("")
      .transform((text) => wordsIn(text.toLowerCase())),
    WEBHOOK_ALLOW_PRIVATE: z
      .enum(["0", "1"])
      .default("0")
      .transform((flag) => flag === "1"),
    WEBHOOK_PORTS: refusedFor(whyNotPorts).default("443").transform(portsIn),
    STRIPE_SECRET_KEY: z
      .string()
      .regex(/^[sr]k_(test|live)_\w{8,}$/, "is no secret or restricted key of Stripe (sk_…, rk_…)")
      .optional(),
    STRIPE_WEBHOOK_SECRET: refusedFor(whyNotWebhookSecrets).default("").transform(wordsIn),
    STRIPE_API_URL: refusedFor(whyNotLoopback).optional(),
    OIDC_CUSTOMER_ISSUER: url.optional(),
    OIDC_CUSTOMER_CLIENT_ID: z.string().optional(),
    OIDC_CUSTOMER_CLIENT_SECRET: z.string().optional(),
    OIDC_STAFF_ISSUER: url.optional(),
    OIDC_STAFF_CLIENT_ID: z.string().optional(),
    OIDC_STAFF_CLIENT_SECRET: z.string().optional(),
    EMBED_ANCESTORS: origins(whyNotAncestors),
    RETURN_URL_ORIGINS: origins(),
    SELLER_NAME: z.string().trim().min(1).max(200).optional(),
    SELLER_ADDRESS: sellerText(500).optional(),
    SELLER_TAX_ID: sellerText(60).optional(),
    SELLER_EMAIL: z.email().optional(),
    SELLER_FOOTER: sellerText(500).optional(),
    BRAND_NAME: z.string().trim().min(1).max(60).default("Tallybook"),
    BRAND_LOGO: z
      .string()
      .refine(isLogo, "is a path of public/, an https address or a data: image")
      .optional(),
    BRAND_ACCENT: accentOn("light").optional(),
    BRAND_ACCENT_DARK: accentOn("dark").optional(),
  },
  runtimeEnv: {
    DATABASE_URL: process.env.DATABASE_URL,
    SANDBOX: process.env.SANDBOX,
    NODE_ENV: process.env.NODE_ENV,
    DATA_DIR: process.env.DATA_DIR,
    HOST: process.env.HOST,
    PORT: process.env.PORT,
    PUBLIC_URL: process.env.PUBLIC_URL,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET,
    AUTH_SECRET: process.env.AUTH_SECRET,
    HOUSE_TIMEZONE: process.env.HOUSE_TIMEZONE,
    ACCOUNTS_PER_COMMIT: process.env.ACCOUNTS_PER_COMMIT,
    DATABASE_POOL: process.env.DATABASE_POOL,
    RATE_LIMIT_EVENTS_PER_SECOND: process.env.RATE_LIMIT_EVENTS_PER_SECOND,
    LOG_LEVEL: process.env.LOG_LEVEL,
    METRICS_TOKEN: process.env.METRICS_TOKEN,
    MAIL_URL: process.env.MAIL_URL,
    MAIL_FROM: process.env.MAIL_FROM,
    OPERATOR_EMAIL: process.env.OPERATOR_EMAIL,
    FINANCE_EMAILS: process.env.FINANCE_EMAILS,
    WEBHOOK_ALLOW_PRIVATE: process.env.WEBHOOK_ALLOW_PRIVATE,
    WEBHOOK_PORTS: process.env.WEBHOOK_PORTS,
    STRIPE_SECRET_KEY: process.env.STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: process.env.STRIPE_WEBHOOK_SECRET,
    STRIPE_API_URL: process.env.STRIPE_API_URL,
    OIDC_CUSTOMER_ISSUER: process.env.OIDC_CUSTOMER_ISSUER,
    OIDC_CUSTOMER_CLIENT_ID: process.env.OIDC_CUSTOMER_CLIENT_ID,
    OIDC_CUSTOMER_CLIENT_SECRET: process.env.OIDC_CUSTOMER_CLIENT_SECRET,
    OIDC_STAFF_ISSUER: process.env.OIDC_STAFF_ISSUER,
    OIDC_STAFF_CLIENT_ID: process.env.OIDC_STAFF_CLIENT_ID,
    OIDC_STAFF_CLIENT_SECRET: process.env.OIDC_STAFF_CLIENT_SECRET,
    EMBED_ANCESTORS: process.env.EMBED_ANCESTORS,
    RETURN_URL_ORIGINS: process.env.RETURN_URL_ORIGINS,
    SELLER_NAME: process.env.SELLER_NAME,
    SELLER_ADDRESS: process.env.SELLER_ADDRESS,
    SELLER_TAX_ID: process.env.SELLER_TAX_ID,
    SELLER_EMAIL: process.env.SELLER_EMAIL,
    SELLER_FOOTER: process.env.SELLER_FOOTER,
    BRAND_NAME: process.env.BRAND_NAME,
    BRAND_LOGO: process.env.BRAND_LOGO,
    BRAND_ACCENT: process.env.BRAND_ACCENT,
    BRAND_ACCENT_DARK: process.env.BRAND_ACCENT_DARK,
  },
  emptyStringAsUndefined: true,
  onValidationError: refuseToStart,
});

/** Sandbox when no database was named or SANDBOX=1 says so; everything else is somebody's money. */
export type Mode = "sandbox" | "production";

const mode: Mode = !parsed.DATABASE_URL || parsed.SANDBOX === "1" ? "sandbox" : "production";
const host = parsed.HOST ?? (mode === "sandbox" ? "127.0.0.1" : "0.0.0.0");

/** The settings of this process, parsed once. Nothing else reads `process.env`. */
export const env = {
  ...parsed,
  mode,
  // One-click sign-ins are for the person at this machine, not for the whole network.
  HOST: host,
  PUBLIC_URL: parsed.PUBLIC_URL ?? `http://localhost:${parsed.PORT}`,
  NEXTAUTH_SECRET: parsed.NEXTAUTH_SECRET ?? parsed.AUTH_SECRET,
};

if (env.EMBED_ANCESTORS.length > 0 && !keepsSecureCookies(env.PUBLIC_URL)) {
  const message = "frames need PUBLIC_URL to be https: browsers keep their cookie only then";
  refuseToStart([{ path: ["EMBED_ANCESTORS"], message }]);
}

if ((env.STRIPE_SECRET_KEY === undefined) !== (env.STRIPE_WEBHOOK_SECRET.length === 0)) {
  const message = "STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET are set together, or neither";
  refuseToStart([{ path: ["STRIPE_WEBHOOK_SECRET"], message }]);
}

// The sandbox's people and invoices are made up: nobody's money may move for them.
if (mode === "sandbox" && isLiveKey(env.STRIPE_SECRET_KEY)) {
  const message = "is a live key, and the sandbox takes test keys only";
  refuseToStart([{ path: ["STRIPE_SECRET_KEY"], message }]);
}

// Whoever plays Stripe would be told everything, and could say that anything was paid.
if (mode === "production" && parsed.STRIPE_API_URL !== undefined) {
  const message = "is for the sandbox alone: Stripe is at api.stripe.com";
  refuseToStart([{ path: ["STRIPE_API_URL"], message }]);
}

/** Who is asked to take money, and where; undefined where no Stripe is set up. */
export function stripeSettings(): { key: string; apiUrl?: string } | undefined {
  const { STRIPE_SECRET_KEY: key, STRIPE_API_URL: apiUrl } = env;
  return key === undefined ? undefined : { key, apiUrl };
}

/** Whether an invoice can be paid here at all: through Stripe, or in a sandbox, where no money is real. */
export function takesPayments(): boolean {
  return mode === "sandbox" || stripeSettings() !== undefined;
}

/** Who Stripe's webhooks are checked with; undefined where no Stripe is set up. */
export function stripeInbox(): { secrets: readonly string[]; livemode: boolean } | undefined {
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: secrets } = env;
  return key === undefined ? undefined : { secrets, livemode: isLiveKey(key) };
}

function isLiveKey(key: string | undefined): boolean {
  return key?.includes("_live_") ?? false;
}

/** The database's address, where one is needed: the supervisor hands it to every child. */
export function databaseUrl(): string {
  if (!env.DATABASE_URL) {
    throw new Error("No database: start Tallybook with `npm start`, or set DATABASE_URL.");
  }
  return env.DATABASE_URL;
}

/** In words a person can act on, every one that is wrong at once. */
function refuseToStart(issues: readonly { message: string; path?: readonly unknown[] }[]): never {
  const lines = issues.map(({ path, message }) => `  ${path?.join(".") ?? "?"}: ${message}`);
  throw new Error(`Settings to correct (.env.example says what each is):\n${lines.join("\n")}`);
}

function refusedFor(why: (text: string) => string | undefined) {
  return z.string().superRefine((text, issues) => {
    const message = why(text);
    if (message) issues.addIssue({ code: "custom", message });
  });
}

/** Two while the endpoint's secret is being rotated, apart by a space. */
function whyNotWebhookSecrets(text: string): string | undefined {
  const secrets = wordsIn(text);
  if (secrets.length <= 2 && secrets.every((one) => /^whsec_\w{16,}$/.test(one))) return undefined;
  return "is one signing secret (whsec_…) of Stripe's webhook endpoint, or two apart by a space";
}

/** What plays Stripe runs on this machine. */
function whyNotLoopback(text: string): string | undefined {
  const address = URL.parse(text);
  const here = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
  return address && here.test(address.origin) && address.pathname === "/"
    ? undefined
    : "is an address of this machine with nothing after its port: http://127.0.0.1:12111";
}

function whyNotEmails(text: string): string | undefined {
  const all = wordsIn(text).every((one) => z.email().safeParse(one).success);
  return all ? undefined : "lists mail addresses, apart by spaces";
}

function wordsIn(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The environment a child process gets: ours, and what the supervisor adds. */
export function environmentWith(extra: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...extra } as NodeJS.ProcessEnv;
}

import superjson from "superjson";
import type { FetchAnswer, TallybookOptions } from "./api";
import type { ServerErrorCode } from "./credits";
import { TallybookError } from "./error";

export type Transport = {
  ask<Answer>(path: string, input?: unknown): Promise<Answer>;
  /** `once` for what has no key and takes its time: asked a single time, and waited for. */
  tell<Answer>(path: string, input?: unknown, how?: { once: boolean }): Promise<Answer>;
  readonly retries: number;
};

/** One call over HTTP, tried again while that is safe. */
export function openTransport(options: TallybookOptions): Transport {
  const { retries = 4, timeoutMs = 15_000 } = options;
  const patient = { ...options, retries: 0, timeoutMs: 600_000 };
  const usual = { ...options, retries, timeoutMs };
  return {
    retries,
    ask: (path, input) => retrying(usual, query(path, input)),
    tell: (path, input, how) => retrying(how?.once ? patient : usual, mutation(path, input)),
  };
}

/** Before the `attempt`-th try again: longer each time, and never all clients at once. */
export async function pauseBefore(attempt: number, seconds: number | null = null): Promise<void> {
  const ms = seconds === null ? Math.min(200 * 2 ** attempt, 5_000) : seconds * 1000;
  await new Promise((resolve) => setTimeout(resolve, ms * (1 + Math.random() / 2)));
}

type Sent = { path: string; init: { method: string; body?: string } };

function query(path: string, input: unknown): Sent {
  const text =
    input === undefined ? "" : `?input=${encodeURIComponent(superjson.stringify(input))}`;
  return { path: `${path}${text}`, init: { method: "GET" } };
}

function mutation(path: string, input: unknown): Sent {
  return { path, init: { method: "POST", body: superjson.stringify(input) } };
}

type Settings = TallybookOptions & { retries: number; timeoutMs: number };

async function retrying<Answer>(settings: Settings, sent: Sent): Promise<Answer> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return (await sendOnce(settings, sent)) as Answer;
    } catch (error) {
      const told = error instanceof TallybookError ? error : noAnswer(error);
      if (!mayPass(told) || attempt >= settings.retries) throw told;
      const { retryAfterSeconds } = told.facts;
      await pauseBefore(attempt, typeof retryAfterSeconds === "number" ? retryAfterSeconds : null);
    }
  }
}

function mayPass({ code }: TallybookError): boolean {
  return code === "network" || code === "retry_later" || code === "rate_limited";
}

async function sendOnce(settings: Settings, { path, init }: Sent): Promise<unknown> {
  const { url, apiKey, timeoutMs, fetch: given = fetch } = settings;
  const request = {
    ...init,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    signal: AbortSignal.timeout(timeoutMs),
  };
  const response = await given(`${url.replace(/\/+$/, "")}/api/trpc/${path}`, request);
  const body = await bodyOf(response);
  if (body.result !== undefined) return revived(body.result.data);
  throw refusal(response, revived(body.error) as ErrorShape | undefined);
}

type Body = { result?: { data?: unknown }; error?: unknown };

async function bodyOf(response: FetchAnswer): Promise<Body> {
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    if (body !== null && typeof body === "object") return body;
  } catch {
    // Not from Tallybook: a proxy's page, or an answer cut short.
  }
  return {};
}

function revived(data: unknown): unknown {
  return data === undefined ? undefined : superjson.deserialize(data as never);
}

type ErrorShape = {
  message: string;
  data?: { billing?: { code: ServerErrorCode; message: string; requestId: string } };
};

function refusal(response: FetchAnswer, shape: ErrorShape | undefined): TallybookError {
  const { status, headers } = response;
  const billing = shape?.data?.billing;
  const wait = Number(headers.get("retry-after"));
  const seconds = wait > 0 ? { retryAfterSeconds: wait } : {};
  if (!billing) {
    const said = `Tallybook gave no answer that could be understood (HTTP ${status})`;
    return new TallybookError(said, {
      ...{ code: "network", status, requestId: headers.get("x-request-id"), facts: seconds },
    });
  }
  const { code, message, requestId, ...facts } = billing;
  return new TallybookError(message, { code, status, requestId, facts: { ...seconds, ...facts } });
}

function noAnswer(cause: unknown): TallybookError {
  const message = "Tallybook could not be reached";
  return new TallybookError(message, { code: "network", status: 0, requestId: null, cause });
}

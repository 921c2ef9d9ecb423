import type { IncomingHttpHeaders } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { assertAllowed } from "./access";
import type { Call } from "./call";
import { controlled } from "./control";
import type { Deliveries } from "./deliveries";
import { expanded } from "./expand";
import { type Form, readForm } from "./form";
import { type Answer, askedAs, earlierAnswer, keepAnswer, keyInUse } from "./idempotency";
import { doLater } from "./later";
import { readParts } from "./multipart";
import { type PageReply, pageFor } from "./pages";
import { Refusal, refused } from "./refusal";
import { matching } from "./route";
import { includable, routes } from "./routes";
import { type CallTrouble, openScript, type Script, type Trouble } from "./script";
import type { State } from "./state";
import { passCycles } from "./subscription-cycle";
import { apiVersion } from "./wire";

export type Request = { method: string; url: URL; headers: IncomingHttpHeaders; body: string };

/** An answer, or none: the connection breaks, or nothing ever comes. */
export type Reply = (Answer & { headers: Record<string, string> }) | "reset" | "hang";

export type Api = {
  baseUrl: string;
  script: Script<CallTrouble>;
  answer(request: Request): Promise<Reply>;
  tick(): Promise<void>;
};

export type Setting = {
  state: State;
  deliveries: Deliveries;
  now: () => Promise<number>;
  /** Makes what is there from the start. */
  begin: () => Promise<void>;
  /** Writes down what changed; nothing is answered before. */
  save: () => Promise<void>;
};

export type Work = Setting & { api: Api; inProgress: Set<string> };

/** Stripe's API over one state: what a request does, and what it is answered. */
export function openApi(setting: Setting): Api {
  const inProgress = new Set<string>();
  const script = openScript<CallTrouble>(
    ({ calls }, subject) => calls === undefined || subject.startsWith(calls),
  );
  const api: Api = {
    baseUrl: "",
    script,
    answer: (request) => answer({ ...setting, api, inProgress }, request),
    tick: () => tick({ ...setting, api, inProgress }),
  };
  return api;
}

async function answer(work: Work, request: Request): Promise<Reply> {
  const { pathname } = request.url;
  if (pathname.startsWith("/_simulator/")) return await controlled(request, work);
  if (!pathname.startsWith("/v1/")) return await page(work, request);
  const requestId = work.state.newId("req", 14);
  const headers = {
    "content-type": "application/json",
    "request-id": requestId,
    "stripe-version": apiVersion,
  };
  const trouble = work.api.script.next(`${request.method} ${pathname}`);
  const before = troubleBefore(trouble);
  if (before) return typeof before === "string" ? before : { ...before, headers };
  try {
    const { replayed, ...given } = await answered(work, request, requestId, trouble);
    await work.save();
    const after = troubleAfter(trouble?.trouble);
    if (after) return after;
    return {
      ...given,
      headers: { ...headers, ...(replayed && { "idempotent-replayed": "true" }) },
    };
  } catch (error) {
    if (error instanceof Refusal) return { ...refused(error), headers };
    throw error;
  }
}

type Answered = Answer & { replayed: boolean };

/** What is refused before the work begins is thrown: Stripe keeps no answer of that. */
async function answered(
  work: Work,
  request: Request,
  requestId: string,
  trouble: CallTrouble | undefined,
): Promise<Answered> {
  assertAllowed(request.headers);
  const { state } = work;
  const { method, url } = request;
  const found = matching(routes, method, url.pathname);
  if (!found) {
    const message = `Unrecognized request URL (${method}: ${url.pathname}).`;
    throw new Refusal(404, { type: "invalid_request_error", message });
  }
  const form = formOf(request);
  const ready = found.route.read(form);
  const key = method === "GET" ? undefined : keyIn(request);
  const call = await newCall(work, { id: requestId, idempotency_key: key ?? null });
  const perform = () => performed(call, () => ready.run(call, found.ids), ready.expand);
  if (key === undefined) return { ...(await told(work, call, perform, trouble)), replayed: false };

  const asked = askedAs(method, url.pathname, JSON.stringify(form));
  if (work.inProgress.has(key)) throw keyInUse(key);
  const earlier = earlierAnswer(state, { key, asked, at: call.at });
  if (earlier) return { ...earlier, replayed: true };
  work.inProgress.add(key);
  try {
    const given = await told(work, call, perform, trouble);
    keepAnswer(state, key, { asked, answer: given, at: call.at });
    return { ...given, replayed: false };
  } finally {
    work.inProgress.delete(key);
  }
}

/** Does the work and lines up its events; one that is scripted so arrives before the answer. */
async function told(
  work: Work,
  call: Call,
  perform: () => Answer,
  met: CallTrouble | undefined,
): Promise<Answer> {
  if (met?.trouble === "slow") await sleep(met.ms ?? 1_000);
  const done = perform();
  const early = work.deliveries.enqueue(call.events, call.at);
  if (early) await work.deliveries.sendDue(call.at);
  return met?.trouble === "500-after" ? serverError : done;
}

function performed(call: Call, run: () => object, expand: string[]): Answer {
  try {
    const object = expanded(run(), expand, call.state, includable);
    return { status: 200, body: JSON.stringify(object, null, 2) };
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}

/** What is due by the clock: refunds that turn, disputes that open, events to send again. */
async function tick(work: Work): Promise<void> {
  const call = await newCall(work, { id: null, idempotency_key: null });
  doLater(call);
  passCycles(call);
  work.deliveries.enqueue(call.events, call.at);
  await work.deliveries.sendDue(call.at);
  await work.save();
}

async function page(work: Work, request: Request): Promise<Reply> {
  const call = await newCall(work, { id: null, idempotency_key: null });
  const form = readForm(request.body);
  const { status, location, html }: PageReply = pageFor(call, request.method, request.url, form);
  work.deliveries.enqueue(call.events, call.at);
  await work.save();
  const headers: Record<string, string> = { "content-type": "text/html; charset=utf-8" };
  if (location !== undefined) headers.location = location;
  return { status, body: html, headers };
}

async function newCall(work: Work, request: Call["request"]): Promise<Call> {
  const at = await work.now();
  return { state: work.state, at, baseUrl: work.api.baseUrl, request, events: [] };
}

function formOf({ method, url, body, headers }: Request): Form {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("multipart/form-data")) return readParts(type, body);
  return readForm(method === "POST" ? body : url.search.slice(1));
}

function keyIn({ headers }: Request): string | undefined {
  const key = headers["idempotency-key"];
  return typeof key === "string" && key !== "" ? key : undefined;
}

const serverError = refused(
  new Refusal(500, { type: "api_error", message: "An unknown error occurred." }),
);

const tooMany = refused(
  new Refusal(429, {
    type: "invalid_request_error",
    code: "rate_limit",
    message: "Request rate limit exceeded.",
  }),
);

const locked = refused(
  new Refusal(409, {
    type: "invalid_request_error",
    code: "lock_timeout",
    message: "This object cannot be accessed right now because another API request is using it.",
  }),
);

function troubleBefore(met: CallTrouble | undefined): Answer | "reset" | "hang" | undefined {
  switch (met?.trouble) {
    case "429":
      return tooMany;
    case "409":
      return locked;
    case "500-before":
      return serverError;
    case "garbage":
      return { status: 200, body: "<html>not what was asked for</html>" };
    case "reset-before":
      return "reset";
    case "timeout-before":
      return "hang";
    default:
      return undefined;
  }
}

function troubleAfter(trouble: Trouble | undefined): "reset" | "hang" | undefined {
  if (trouble === "reset-after") return "reset";
  return trouble === "timeout-after" ? "hang" : undefined;
}

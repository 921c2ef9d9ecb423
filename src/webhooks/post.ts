import { type LookupAddress, lookup as systemLookup } from "node:dns";
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { type Policy, whyNotAddress, whyNotUrl } from "./destination";

/** What keeps a delivery from arriving, where no answer's status says it. */
export type Problem = "address" | "name" | "connection" | "certificate" | "time" | "redirect";

/** What came of one request: the status of an answer, or why there is none. */
export type Outcome = {
  status: number | null;
  problem: Problem | null;
  /** The answer's first characters, for staff: it may be anything. */
  responseStart: string | null;
  durationMs: number;
};

/** Resolves a name to every address it has; a test's own may lie. */
export type Resolve = (
  name: string,
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

export type Post = {
  url: string;
  body: string;
  headers: Record<string, string>;
};

export type PostLimits = { timeoutMs: number; bodyBytes: number };

const limits: PostLimits = { timeoutMs: 5_000, bodyBytes: 64 * 1024 };

/**
 * Posts to somebody else's server, trusting neither its name, its addresses nor its answer.
 *
 * The addresses a name resolves to are checked where they are handed to the socket, so the one checked is
 * the one connected to; one forbidden among them and none is. Redirects are not followed, the answer is
 * read no further than 64 kB, and after five seconds all of it ends.
 */
export async function post(
  { url: text, body, headers }: Post,
  policy: Policy,
  { resolve = resolveAll, ...given }: Partial<PostLimits> & { resolve?: Resolve } = {},
): Promise<Outcome> {
  const { timeoutMs, bodyBytes } = { ...limits, ...given };
  const started = performance.now();
  const took = () => Math.round(performance.now() - started);
  const none = { status: null, responseStart: null };
  if (whyNotUrl(text, policy)) return { ...none, problem: "address", durationMs: took() };
  const url = new URL(text);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await send(url, {
      body,
      headers,
      signal,
      lookup: lookupFor(url, policy, resolve),
    });
    const status = answer.statusCode ?? 0;
    const responseStart = await readStart(answer, bodyBytes);
    const problem = status >= 300 && status < 400 ? "redirect" : null;
    return { status, problem, responseStart, durationMs: took() };
  } catch (error) {
    const problem = signal.aborted ? "time" : problemOf(error);
    return { ...none, problem, durationMs: took() };
  }
}

class Forbidden extends Error {}
class Unresolved extends Error {}

type Sent = {
  body: string;
  headers: Record<string, string>;
  signal: AbortSignal;
  lookup: LookupFunction;
};

function send(url: URL, { body, headers, signal, lookup }: Sent): Promise<IncomingMessage> {
  return new Promise((answered, failed) => {
    const request: ClientRequest = (url.protocol === "https:" ? https : http).request(url, {
      method: "POST",
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
      agent: false, // a connection of its own: none that an earlier name led to
      maxHeaderSize: 16 * 1024,
      lookup,
      signal,
    });
    // An upgrade nobody asked for ends in neither an answer nor an error.
    const ended = () => failed(new Error("The connection ended without an answer"));
    request.once("response", answered).once("error", failed).once("close", ended).end(body);
  });
}

/** Asked for names only; an address in the URL itself was checked with its text. */
function lookupFor(url: URL, policy: Policy, resolve: Resolve): LookupFunction {
  return (name, options, callback) => {
    resolve(name, (error, addresses) => {
      const [first] = addresses;
      if (error || !first) return callback(new Unresolved(), "", 0);
      if (addresses.some(({ address }) => whyNotAddress(url, address, policy))) {
        return callback(new Forbidden(), "", 0);
      }
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function resolveAll(name: string, callback: Parameters<Resolve>[1]): void {
  systemLookup(name, { all: true }, callback);
}

/** The status stands whatever the body does; of the body the log keeps the first characters. */
async function readStart(answer: IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= mostBytes) break;
    }
  } catch {
    // It broke off, or took too long: what came is kept.
  }
  answer.destroy();
  const text = Buffer.concat(chunks).toString("utf8", 0, 2_000);
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\ufffd]+/gu, " ")
    .trim()
    .slice(0, 500);
}

function problemOf(error: unknown): Problem {
  if (error instanceof Forbidden) return "address";
  if (error instanceof Unresolved) return "name";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /CERT|SSL|TLS|EPROTO|SELF_SIGNED|ISSUER/.test(code) ? "certificate" : "connection";
}

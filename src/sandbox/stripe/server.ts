import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Api, openApi, type Reply } from "./api";
import { type Deliveries, openDeliveries, type Post, postEvent } from "./deliveries";
import { savingTo } from "./save";
import { openState, type State } from "./state";
import type { Store } from "./store";
import { listen, newEndpoint } from "./webhook-endpoints";

export type SimulatorOptions = {
  /** Any free port when 0. Only this machine reaches it. */
  port: number;
  /** Ids follow from it, so that a run can be repeated. */
  seed: string;
  /** The sandbox's clock. */
  now: () => Promise<Date> | Date;
  /** Where signatures take their time from: the machine's clock. */
  wallClock: () => number;
  /** Where its state is kept; forgotten at the end when absent. */
  store?: Store;
  /** An endpoint that exists from the start, as if made in Stripe's dashboard. */
  webhook?: { url: string; secret: string };
  post?: Post;
  /** Events sent at once; one, which keeps their order, unless said. */
  atOnce?: number;
};

export type Simulator = {
  url: string;
  host: string;
  port: number;
  state: State;
  /** What is to go wrong with calls, and with sending events. */
  trouble: Api["script"];
  deliveries: Deliveries["script"];
  /** Sends what is due by now, and does what was left for later. */
  tick(): Promise<void>;
  /** How many deliveries wait for another attempt. */
  waiting(): number;
  stop(): Promise<void>;
};

/** Starts a Stripe of our own on the loopback address. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const state = openState(options.seed, await options.store?.load());
  const { wallClock, post = postEvent, atOnce = 1 } = options;
  const deliveries = openDeliveries({ state, post, wallClock, atOnce });
  const now = async () => Math.floor((await options.now()).getTime() / 1000);
  const begin = async () => {
    if (options.webhook) fromTheStart(state, options.webhook, await now());
  };
  const api = openApi({ state, deliveries, now, begin, save: savingTo(options.store, state) });
  const server = createServer((request, response) => {
    serve(api, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  await begin();
  api.baseUrl = `http://${host}:${port}`;
  return {
    url: api.baseUrl,
    host,
    port,
    state,
    trouble: api.script,
    deliveries: deliveries.script,
    tick: api.tick,
    waiting: deliveries.waiting,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const host = "127.0.0.1";
// A file of evidence has up to 5 MB.
const largestBody = 6_000_000;

async function serve(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = await api.answer({
    method: request.method ?? "GET",
    url: new URL(request.url ?? "/", api.baseUrl),
    headers: request.headers,
    body: await bodyOf(request),
  });
  write(reply, response);
  // Stripe tells what happened once the caller may know it; a scripted trouble is told sooner.
  await api.tick();
}

function write(reply: Reply, response: ServerResponse): void {
  if (reply === "hang") return; // the caller gives up, or the simulator stops
  if (reply === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(reply.status, reply.headers).end(reply.body);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) throw new Error("The body is too large.");
    parts.push(part);
  }
  // A file is bytes, each of them one character.
  const isForm = request.headers["content-type"]?.startsWith("multipart/form-data");
  return Buffer.concat(parts).toString(isForm ? "latin1" : "utf8");
}

function fromTheStart(state: State, { url, secret }: { url: string; secret: string }, at: number) {
  const id = "we_fromthestart";
  listen(state, newEndpoint({ id, url, events: ["*"], at }), secret);
}

import type { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { type Actor, getActor, getAuditor, getStaffActor } from "@/auth/actor";
import { verifyApiKey } from "@/auth/api-keys";
import { isOwnForm } from "@/auth/same-origin";
import { addressOf } from "@/auth/sessions";
import type { Db } from "@/db/client";
import { BillingError } from "@/lib/errors";
import { toJson } from "@/lib/json";
import { reportError } from "@/lib/report-error";
import { asTrpcError, refusalIn, retryAfterOf, shapeOf } from "./errors";
import type { Context } from "./init";
import { type BodyKind, readBody } from "./read-body";
import { rememberRequestId, requestIdFrom } from "./request-id";
import { appRouter } from "./root";

const endpoint = "/api/trpc";
const mostCalls = 10;

/** The API over HTTP: limits first, then tRPC. Every answer carries the request's id. */
export async function answerApi(request: Request, db: Db): Promise<Response> {
  const requestId = requestIdFrom(request.headers);
  try {
    return await answer(await withinLimits(request), { db, requestId });
  } catch (error) {
    return refuse(asTrpcError(error), requestId);
  }
}

async function answer(
  request: Request,
  { db, requestId }: { db: Db; requestId: string },
): Promise<Response> {
  return await fetchRequestHandler({
    endpoint,
    req: request,
    router: appRouter,
    maxBatchSize: mostCalls,
    createContext: async (): Promise<Context> => ({
      db,
      requestId,
      actor: await actorOf(request, db),
    }),
    onError: ({ error }) => {
      rememberRequestId(error, requestId);
      if (!refusalIn(error)) reportError(error.cause ?? error, requestId);
    },
    responseMeta: ({ errors }) => ({ headers: headersFor(requestId, errors) }),
  });
}

/** A key if one is sent; otherwise the session, which only a browser has. */
async function actorOf(request: Request, db: Db): Promise<Actor | null> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    const [, bearer] = /^Bearer (\S{1,200})$/i.exec(authorization) ?? [];
    try {
      const key = bearer && (await verifyApiKey(db, bearer, addressOf(request.headers) ?? null));
      return key ? { kind: "key", ...key } : null;
    } catch (error) {
      throw asTrpcError(error);
    }
  }
  if (!request.headers.has("cookie")) return null;
  if (isFor("auditor", request)) return await getAuditor();
  return isFor("staff", request) ? await getStaffActor() : await getActor();
}

/** A browser may be signed in to all realms; what it asks for says which of them is meant. */
function isFor(router: "staff" | "auditor", { url }: Request): boolean {
  const calls = new URL(url).pathname.slice(endpoint.length + 1).split(",");
  return calls.every((path) => path.startsWith(`${router}.`));
}

async function withinLimits(request: Request): Promise<Request> {
  if (request.method !== "POST") return request;
  // A page of another site could otherwise post with its visitor's cookies (FAULTS A10).
  if (!isOwnForm(request.headers)) {
    throw new BillingError("forbidden", "Requests from another site are not taken.");
  }
  const { pathname } = new URL(request.url);
  const body = await readBody(request, kindOf(pathname, request.headers));
  const { method, headers, signal, url } = request;
  // All that tRPC asks of a request; another real one would cost more than parsing the body.
  const json = async (): Promise<unknown> => JSON.parse(body);
  return { method, headers, signal, url, json } as Request;
}

/** A browser that may send a file says who it is: others are read no further than any call. */
function kindOf(pathname: string, headers: Headers): BodyKind {
  if (pathname.includes("service.credits.consumeBatch")) return "events";
  const isFile = pathname === `${endpoint}/staff.disputes.addFile` && headers.has("cookie");
  return isFile ? "file" : "call";
}

function refuse(error: TRPCError, requestId: string): Response {
  if (!refusalIn(error)) reportError(error.cause ?? error, requestId);
  const shape = shapeOf(error, { requestId });
  const headers = headersFor(requestId, [error]);
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify({ error: toJson(shape) }), {
    status: shape.data.httpStatus,
    headers,
  });
}

function headersFor(requestId: string, errors: readonly TRPCError[]): Headers {
  // Nor compressed here: between machines of one network that costs more than it saves.
  const headers = new Headers({
    "cache-control": "private, no-store, no-transform",
    "x-request-id": requestId,
  });
  const seconds = retryAfterOf(errors);
  if (seconds !== undefined) headers.set("retry-after", String(seconds));
  return headers;
}

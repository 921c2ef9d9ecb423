import { headers } from "next/headers";
import type { CustomerActor } from "@/auth/actor";
import { serverDb } from "@/db/server";
import { createCallerFactory } from "./init";
import { portalRouter } from "./portal/router";
import { requestIdFrom } from "./request-id";

const createPortalCaller = createCallerFactory(portalRouter);

/** How server components ask: the same procedures and checks, without a trip over HTTP. */
export async function portalCaller(actor: CustomerActor) {
  const requestId = requestIdFrom(await headers());
  return createPortalCaller({ db: serverDb(), actor, requestId });
}

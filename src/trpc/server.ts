import type { CustomerActor } from "@/auth/actor";
import { serverDb } from "@/db/server";
import { createCallerFactory } from "./init";
import { portalRouter } from "./portal/router";

const createPortalCaller = createCallerFactory(portalRouter);

/** How server components ask: the same procedures and checks, without a trip over HTTP. */
export function portalCaller(actor: CustomerActor) {
  return createPortalCaller({ db: serverDb(), actor });
}

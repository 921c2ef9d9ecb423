import { headers } from "next/headers";
import type { AuditorActor, CustomerActor, StaffActor } from "@/auth/actor";
import { serverDb } from "@/db/server";
import { auditorRouter } from "./auditor/router";
import { createCallerFactory } from "./init";
import { portalRouter } from "./portal/router";
import { requestIdFrom } from "./request-id";
import { staffRouter } from "./staff/router";

const createPortalCaller = createCallerFactory(portalRouter);
const createStaffCaller = createCallerFactory(staffRouter);
const createAuditorCaller = createCallerFactory(auditorRouter);

/** How server components ask: the same procedures and checks, without a trip over HTTP. */
export async function portalCaller(actor: CustomerActor) {
  const requestId = requestIdFrom(await headers());
  return createPortalCaller({ db: serverDb(), actor, requestId });
}

export async function staffCaller(actor: StaffActor) {
  const requestId = requestIdFrom(await headers());
  return createStaffCaller({ db: serverDb(), actor, requestId });
}

export async function auditorCaller(actor: AuditorActor) {
  const requestId = requestIdFrom(await headers());
  return createAuditorCaller({ db: serverDb(), actor, requestId });
}

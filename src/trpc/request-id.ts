import { newId } from "@/lib/ids";

const shape = /^[\w.:-]{1,100}$/;

/** The caller's own id of the request, where it is one that can stand in a log line; else a new one. */
export function requestIdFrom(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given !== null && shape.test(given) ? given : newId();
}

const known = new WeakMap<object, string>();

/** For errors that come before there is a context: whose they are. */
export function rememberRequestId(error: object, requestId: string): void {
  known.set(error, requestId);
}

export function requestIdOf(error: object): string {
  return known.get(error) ?? newId();
}

import { BillingError, type BillingErrorCode } from "@/lib/errors";
import { reportError } from "@/lib/report-error";

/** Why there is no file, in a line of text: it is read by whoever pressed the link, if by anybody. */
export function refused(error: unknown): Response {
  if (error === "unauthorized") return answer("Sign in to see this.", 401);
  if (error instanceof BillingError) {
    return answer(error.message, statuses[error.code] ?? 400);
  }
  return answer(`This file could not be written just now (error ${reportError(error)}).`, 500);
}

const statuses: Partial<Record<BillingErrorCode, number>> = {
  forbidden: 403,
  not_found: 404,
  invoice_not_issued: 409,
  retry_later: 503,
};

function answer(text: string, status: number): Response {
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "private, no-store",
  };
  return new Response(`${text}\n`, { status, headers });
}

import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { type TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { ZodError } from "zod";
import { BillingError, type BillingErrorCode, type ErrorFacts } from "@/lib/errors";
import { asRefusal } from "./refuse-input";

/** The one table of what a refusal is in tRPC's words, and so over HTTP. */
const trpcCodes = {
  account_not_active: "CONFLICT",
  alert_rule_exists: "CONFLICT",
  already_member: "CONFLICT",
  already_subscribed: "CONFLICT",
  amount_too_large: "UNPROCESSABLE_CONTENT",
  clock_fixed: "CONFLICT",
  currencies_differ: "UNPROCESSABLE_CONTENT",
  discount_exists: "CONFLICT",
  forbidden: "FORBIDDEN",
  hold_closed: "CONFLICT",
  hold_expired: "CONFLICT",
  idempotency_key_reused: "CONFLICT",
  insufficient_credits: "PAYMENT_REQUIRED",
  invalid_input: "BAD_REQUEST",
  invoice_not_issued: "CONFLICT",
  invoice_not_endable: "CONFLICT",
  invoice_not_payable: "CONFLICT",
  invoice_not_refundable: "CONFLICT",
  invoice_disputed: "CONFLICT",
  dispute_not_open: "CONFLICT",
  last_owner: "CONFLICT",
  last_admin: "CONFLICT",
  last_payment_method: "CONFLICT",
  managed_by_stripe: "CONFLICT",
  month_not_closable: "CONFLICT",
  month_not_ready: "CONFLICT",
  no_subscription: "CONFLICT",
  no_processor: "CONFLICT",
  not_found: "NOT_FOUND",
  nothing_scheduled: "CONFLICT",
  own_request: "FORBIDDEN",
  payment_overdue: "CONFLICT",
  period_end_only: "CONFLICT",
  quote_stale: "CONFLICT",
  quote_used: "CONFLICT",
  rate_limited: "TOO_MANY_REQUESTS",
  refund_blocked: "CONFLICT",
  refund_changed: "CONFLICT",
  refund_exceeds_payment: "CONFLICT",
  refund_not_open: "CONFLICT",
  same_plan: "CONFLICT",
  sign_in_again: "FORBIDDEN",
  retry_later: "SERVICE_UNAVAILABLE",
  too_many_alert_rules: "CONFLICT",
  too_old: "UNPROCESSABLE_CONTENT",
  unauthorized: "UNAUTHORIZED",
  unknown_account: "NOT_FOUND",
  unknown_feature: "NOT_FOUND",
  unknown_pack: "NOT_FOUND",
  unknown_plan: "NOT_FOUND",
} as const satisfies Record<BillingErrorCode, TRPC_ERROR_CODE_KEY>;

/** What a caller reads in `data.billing`: the code, a sentence, and the facts beside them. */
export type BillingData = ErrorFacts & {
  code: BillingErrorCode | "internal";
  message: string;
  requestId: string;
};

export type ApiErrorShape = {
  message: string;
  code: number;
  data: { code: TRPC_ERROR_CODE_KEY; httpStatus: number; path?: string; billing: BillingData };
};

/** The error as tRPC sends it, with the refusal as its cause; anything unexpected stays what it is. */
export function asTrpcError(error: unknown): TRPCError {
  const thrown = error instanceof TRPCError ? error.cause : error;
  const refusal = thrown instanceof ZodError ? asRefusal(thrown) : thrown;
  if (refusal instanceof BillingError) {
    const { code, message } = refusal;
    return new TRPCError({ code: trpcCodes[code], message, cause: refusal });
  }
  if (error instanceof TRPCError) return error;
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: error });
}

/** The refusal an error carries; undefined when it is our bug. */
export function refusalIn(error: TRPCError): BillingError | undefined {
  const { cause } = error;
  if (cause instanceof BillingError) return cause;
  const code = trpcsOwn[error.code];
  // What tRPC itself refused: its sentence names only what the caller sent, a parser's says anything.
  return code && new BillingError(code, cause ? notJson : `${error.message}.`);
}

const notJson = "The request is not valid JSON in superjson's form.";
const trpcsOwn: Partial<Record<TRPC_ERROR_CODE_KEY, BillingErrorCode>> = {
  BAD_REQUEST: "invalid_input",
  PARSE_ERROR: "invalid_input",
  NOT_FOUND: "not_found",
  METHOD_NOT_SUPPORTED: "invalid_input",
  PAYLOAD_TOO_LARGE: "invalid_input",
  UNSUPPORTED_MEDIA_TYPE: "invalid_input",
};

/** All that is told of a bug of ours; the log has the rest under the request's id. */
export const internalSentence = "Something went wrong on our side. It is in our log.";

/** Exactly what leaves the server: never a stack, a query or a parser's dump. */
export function shapeOf(
  error: TRPCError,
  { requestId, path }: { requestId: string; path?: string | undefined },
): ApiErrorShape {
  const refusal = refusalIn(error);
  const code = refusal?.code ?? "internal";
  const message = refusal?.message ?? internalSentence;
  return {
    message,
    code: TRPC_ERROR_CODES_BY_KEY[error.code],
    data: {
      code: error.code,
      httpStatus: getHTTPStatusCodeFromError(error),
      path,
      billing: { ...refusal?.facts, code, message, requestId },
    },
  };
}

/** Seconds to wait before asking again, where waiting helps. */
export function retryAfterOf(errors: readonly TRPCError[]): number | undefined {
  const waits = errors.flatMap((error) => {
    const refusal = refusalIn(error);
    if (refusal?.code !== "retry_later" && refusal?.code !== "rate_limited") return [];
    const seconds = refusal.facts.retryAfterSeconds;
    return typeof seconds === "number" ? Math.max(1, Math.ceil(seconds)) : 1;
  });
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

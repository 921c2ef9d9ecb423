import Stripe from "stripe";
import { GatewayError } from "@/billing/payments/gateway";

/** An answer Stripe kept under our key and gave again: the same question never gets another. */
export const answerKept = "answer_kept";

/**
 * What an error of the SDK leaves us knowing; undefined for one that is not Stripe's.
 *
 * `unsettled`: an earlier try of the same call came to no answer. Then being told to come later says nothing of
 * what that try did, and neither does a key that was used with other words: somebody asked under it before.
 */
export function asGatewayError(
  error: unknown,
  { unsettled }: { unsettled: boolean },
): GatewayError | undefined {
  if (!(error instanceof Stripe.errors.StripeError)) return undefined;
  const { kind, code } = known(error, unsettled);
  const asked = error.requestId ? ` (${error.requestId})` : "";
  return new GatewayError(kind, `Stripe: ${error.message}${asked}`, { code, cause: error });
}

type Known = { kind: GatewayError["kind"]; code?: string };

function known(error: Stripe.errors.StripeError, unsettled: boolean): Known {
  const { code } = error;
  const { errors } = Stripe;
  if (error instanceof errors.StripeRateLimitError || error.statusCode === 409) {
    return { kind: unsettled ? "unknown" : "busy", code };
  }
  if (error instanceof errors.StripeIdempotencyError) {
    return { kind: "unknown", code: "idempotency_error" };
  }
  // A wrong key is ours to put right: no customer's payment has failed by it.
  if (error instanceof errors.StripeAuthenticationError) {
    return { kind: "busy", code: "authentication" };
  }
  if (error instanceof errors.StripePermissionError) return { kind: "busy", code: "permission" };
  if (error instanceof errors.StripeInvalidRequestError) {
    return { kind: code === "resource_missing" ? "missing" : "refused", code };
  }
  if (error instanceof errors.StripeCardError) return { kind: "refused", code };
  // No connection, no answer in time, a fault of theirs, or something that is no JSON.
  return { kind: "unknown", code: wasKept(error) ? answerKept : code };
}

function wasKept({ headers }: Stripe.errors.StripeError): boolean {
  return headers?.["idempotent-replayed"] === "true";
}

import Stripe from "stripe";
import { expect, test } from "vitest";
import { asGatewayError } from "./gateway-error";

const { errors } = Stripe;
const raw = (statusCode: number, code?: string, headers = {}) => ({
  ...{ type: "api_error" as const, message: "No.", statusCode, headers },
  ...(code && { code }),
});

test.each([
  ["no connection", new errors.StripeConnectionError({ message: "reset" } as never), "unknown"],
  ["a fault of theirs", new errors.StripeAPIError(raw(500)), "unknown"],
  ["what is no JSON", new errors.StripeAPIError({ message: "Invalid JSON" } as never), "unknown"],
  ["too many calls", new errors.StripeRateLimitError(raw(429, "rate_limit")), "busy"],
  [
    "a key in use",
    new errors.StripeAPIError({ ...raw(409), code: "idempotency_key_in_use" }),
    "busy",
  ],
  ["a key of ours that is wrong", new errors.StripeAuthenticationError(raw(401)), "busy"],
  ["a key that may not", new errors.StripePermissionError(raw(403)), "busy"],
  ["a wrong question", new errors.StripeInvalidRequestError(raw(400)), "refused"],
  ["no such object", new errors.StripeInvalidRequestError(raw(404, "resource_missing")), "missing"],
  ["no such address", new errors.StripeInvalidRequestError(raw(404)), "refused"],
  ["a refused card", new errors.StripeCardError(raw(402, "card_declined")), "refused"],
])("%s is %s", (_, error, kind) => {
  expect(asGatewayError(error, { unsettled: false })?.kind).toBe(kind);
});

test("told to come later after a try without an answer, we do not know", () => {
  const busy = new errors.StripeRateLimitError(raw(429));
  expect(asGatewayError(busy, { unsettled: true })?.kind).toBe("unknown");
});

test("a key that was used with other words leaves open what was done under it", () => {
  const reused = new errors.StripeIdempotencyError(raw(400));
  expect(asGatewayError(reused, { unsettled: false })).toMatchObject({
    kind: "unknown",
    code: "idempotency_error",
  });
});

test("an error kept under its key is told from one that may pass", () => {
  const kept = new errors.StripeAPIError(raw(500, undefined, { "idempotent-replayed": "true" }));
  expect(asGatewayError(kept, { unsettled: false })?.code).toBe("answer_kept");
  expect(asGatewayError(new errors.StripeAPIError(raw(500)), { unsettled: false })?.code).toBe(
    null,
  );
});

test("an error of our own is nobody's answer", () => {
  expect(asGatewayError(new TypeError("a bug"), { unsettled: false })).toBeUndefined();
});

import { expect, test } from "vitest";
import { failureReason } from "./failure-reason";

test.each([
  ["card_declined", "insufficient_funds", "insufficient_funds"],
  ["card_declined", "generic_decline", "other"],
  ["card_declined", "stolen_card", "other"],
  ["expired_card", null, "expired_card"],
  ["card_declined", "authentication_required", "authentication_required"],
  ["authentication_required", null, "authentication_required"],
  ["incorrect_cvc", null, "other"],
  ["resource_missing", null, "not_tried"],
  ["refused", null, "not_tried"],
] as const)("%s with %s is told as %s", (code, declineCode, reason) => {
  expect(failureReason(code, declineCode)).toBe(reason);
});

import type { IncomingHttpHeaders } from "node:http";
import { invalid, Refusal } from "./refusal";
import { apiVersion } from "./wire";

/** A test key, whichever, and the one version there is; refused as Stripe refuses. */
export function assertAllowed(headers: IncomingHttpHeaders): void {
  const [, key = ""] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? [];
  if (!/^(sk|rk)_test_\w+$/.test(key)) {
    // Never the key itself: what is refused may be somebody's live one.
    const message = key === "" ? "You did not provide an API key." : "Invalid API Key provided.";
    throw new Refusal(401, { type: "invalid_request_error", message });
  }
  const version = headers["stripe-version"];
  if (version !== undefined && version !== apiVersion) {
    throw invalid(`The simulator speaks API version ${apiVersion}, not ${String(version)}.`);
  }
}

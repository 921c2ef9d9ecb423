import { GatewayError } from "@/billing/payments/gateway";
import { answerKept } from "./gateway-error";

/** What follows a key that is spent. */
export const again = ":again";

/**
 * Makes something once, whatever came of asking before.
 *
 * Under a key that has an error left for ever, or that was used with other words, only looking tells what was made.
 * When nothing was, it is made under the next key: the request that could have made it has ended.
 */
export async function makeOnce<T>(
  key: string,
  make: (key: string) => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<T> {
  try {
    return await make(key);
  } catch (error) {
    if (!isSpent(error)) throw error;
    return (await find()) ?? (await make(`${key}${again}`));
  }
}

/** What is there, or undefined where it is missing. */
export async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof GatewayError && error.kind === "missing") return undefined;
    throw error;
  }
}

/** Whether a refusal may mean that it has come to pass already, so that looking tells. */
export function mayBeDone(error: unknown): boolean {
  return error instanceof GatewayError && (error.kind === "refused" || isKept(error));
}

/** Whether an error of Stripe's is all that its key will ever be answered with. */
export function isKept(error: unknown): boolean {
  return error instanceof GatewayError && error.code === answerKept;
}

/** Whether an answer was given before: it says how things were then. */
export function isReplayed(answer: { lastResponse: { headers: Record<string, string> } }): boolean {
  return answer.lastResponse.headers["idempotent-replayed"] === "true";
}

function isSpent(error: unknown): boolean {
  if (isKept(error)) return true;
  return error instanceof GatewayError && error.code === "idempotency_error";
}

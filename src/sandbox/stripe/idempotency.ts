import { createHash } from "node:crypto";
import { Refusal } from "./refusal";
import type { State } from "./state";

/** An answer as it was given, to be given again. */
export type Answer = { status: number; body: string };

type Kept = { asked: string; answer: Answer; at: number };

const day = 86_400;

/**
 * The first answer to a key, if it had one. The same key with other parameters is refused.
 *
 * Stripe may forget a key after a day; so does this.
 */
export function earlierAnswer(
  state: State,
  { key, asked, at }: { key: string; asked: string; at: number },
): Answer | undefined {
  const kept = state.note<Kept>(noteOf(key));
  if (!kept || kept.at + day <= at) return undefined;
  if (kept.asked === asked) return kept.answer;
  throw new Refusal(400, {
    type: "idempotency_error",
    message:
      "Keys for idempotent requests can only be used with the same parameters they were first used " +
      `with. Try using a key other than '${key}' if you meant to execute a different request.`,
  });
}

export function keepAnswer(state: State, key: string, kept: Kept): void {
  state.setNote(noteOf(key), kept);
}

/** What was asked, as one text: the call and its body. */
export function askedAs(method: string, path: string, body: string): string {
  return createHash("sha256").update(`${method} ${path}\n${body}`).digest("base64url");
}

export function keyInUse(key: string): Refusal {
  return new Refusal(409, {
    type: "invalid_request_error",
    code: "idempotency_key_in_use",
    message:
      `There is currently another in-progress request using this Idempotent Key (${key}): ` +
      "wait for it to end before using the key again.",
  });
}

function noteOf(key: string): string {
  return `idempotency ${key}`;
}

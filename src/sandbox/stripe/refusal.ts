import type { PaymentIntent, SetupIntent } from "./wire";

type RefusalType = "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";

/** The error object of an answer, as the API documents it. */
export type RefusalBody = {
  type: RefusalType;
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  charge?: string;
  payment_intent?: PaymentIntent;
  setup_intent?: SetupIntent;
};

/** Stripe says no: with a status, and an error the SDK turns into its own class. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: RefusalBody;

  constructor(status: number, body: RefusalBody) {
    super(body.message);
    this.name = "Refusal";
    this.status = status;
    this.body = body;
  }
}

/** A request that cannot be done as asked. */
export function invalid(message: string, code?: string, param?: string): Refusal {
  return new Refusal(400, {
    type: "invalid_request_error",
    message,
    ...(code && { code }),
    ...(param && { param }),
  });
}

/** An id nobody knows: 404 where it stands in the address, 400 where it is a parameter. */
export function missing(family: string, id: string, param = "id"): Refusal {
  const message = `No such ${family}: '${id}'`;
  const code = "resource_missing";
  const status = param === "id" ? 404 : 400;
  return new Refusal(status, { type: "invalid_request_error", message, code, param });
}

/** What a refused call is answered. */
export function refused({ status, body }: Refusal): { status: number; body: string } {
  return { status, body: JSON.stringify({ error: body }, null, 2) };
}

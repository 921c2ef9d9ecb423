import type { ServerErrorCode } from "./credits";

/** Why a call failed. `network`: no answer that could be understood, after all retries. */
export type TallybookErrorCode = ServerErrorCode | "network";

/** A refused call: `code` for your program, `message` for a person, `facts` such as `needed`. */
export class TallybookError extends Error {
  override readonly name = "TallybookError";
  readonly code: TallybookErrorCode;
  readonly status: number;
  readonly requestId: string | null;
  readonly facts: Record<string, unknown>;

  constructor(
    message: string,
    told: {
      code: TallybookErrorCode;
      status: number;
      requestId: string | null;
      facts?: Record<string, unknown>;
      cause?: unknown;
    },
  ) {
    super(message, { cause: told.cause });
    this.code = told.code;
    this.status = told.status;
    this.requestId = told.requestId;
    this.facts = told.facts ?? {};
  }
}

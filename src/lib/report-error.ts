import { randomBytes } from "node:crypto";
import pino from "pino";
import { env } from "@/env";

const log = pino({ level: env.LOG_LEVEL });

/** Logs an error under a short id, and returns the id: all that a person is shown of it. */
export function reportError(error: unknown): string {
  const errorId = randomBytes(4).toString("hex");
  log.error({ errorId, err: error }, "shown to a person as an error id");
  return errorId;
}

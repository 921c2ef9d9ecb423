import { randomBytes } from "node:crypto";
import pino from "pino";
import { env } from "@/env";

const log = pino({
  level: env.LOG_LEVEL,
  // What a database error quotes of rows and parameters is a customer's, and a key is a key.
  redact: {
    paths: ["err.detail", "err.where", "err.parameters", "err.query", "*.authorization"],
    censor: "[redacted]",
  },
});

/** Logs an error under a short id, and returns the id: all that a person is shown of it. */
export function reportError(error: unknown, id = randomBytes(4).toString("hex")): string {
  log.error({ errorId: id, err: error }, "shown to a person as an error id");
  return id;
}

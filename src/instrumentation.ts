import type { Instrumentation } from "next";
import { reportError } from "@/lib/report-error";

/**
 * A page or an answer that could not be made. A page that failed prints this digest as its error id, so
 * what a person quotes to us is found in our own log, with what may not be logged taken out.
 */
export const onRequestError: Instrumentation.onRequestError = (error) => {
  reportError(error, digestOf(error));
};

function digestOf(error: unknown): string | undefined {
  const digest = error instanceof Error && "digest" in error ? error.digest : undefined;
  return typeof digest === "string" && digest !== "" ? digest : undefined;
}

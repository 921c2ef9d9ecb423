import type { ZodError } from "zod";
import { BillingError } from "@/lib/errors";

/** The first thing wrong with an input, as a sentence that names the field. */
export function asRefusal(error: ZodError): BillingError {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === "unrecognized_keys") {
    const field = [...path, String(issue.keys[0])].join(".").slice(0, 200);
    return new BillingError("invalid_input", "The input has a field that is not known here.", {
      field,
    });
  }
  const field = path.join(".").slice(0, 200);
  const said = issue?.message ?? "is not valid";
  return new BillingError("invalid_input", `${field || "The input"} ${said}.`, {
    field: field || "input",
  });
}

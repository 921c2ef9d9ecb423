import type { LineKind } from "../decision";

/** How the lines of a plan are told in English, around its name. */
const told = {
  plan: ["", " plan"],
  overage: ["", " overage, credits beyond the allowance"],
  proration_credit: ["Credit for the rest of ", ""],
  proration_charge: ["Rest of the period on ", ""],
} as const;

export function toldOf(kind: keyof typeof told, planName: string): string {
  const [before, after] = told[kind];
  return before + planName + after;
}

/**
 * The plan of a line by the name it had when the line was written, so that a plan that is renamed renames
 * nothing that was sold; by today's where the line says none.
 */
export function planAsWritten(line: {
  kind: LineKind;
  description: string;
  plan: string | null;
}): string | null {
  const { kind, description, plan } = line;
  if (plan === null || !isOfPlan(kind)) return plan;
  const [before, after] = told[kind];
  const fits = description.startsWith(before) && description.endsWith(after);
  const name = description.slice(before.length, description.length - after.length);
  return fits && name !== "" ? name : plan;
}

function isOfPlan(kind: LineKind): kind is keyof typeof told {
  return kind in told;
}

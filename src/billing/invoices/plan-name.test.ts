import { expect, test } from "vitest";
import { planAsWritten, toldOf } from "./plan-name";

test.each(["plan", "overage", "proration_credit", "proration_charge"] as const)(
  "a line of %s keeps the name its plan had",
  (kind) => {
    for (const name of ["Pro", " plan", "Rest of the period on ", "โปร 🚀"]) {
      const line = { kind, description: toldOf(kind, name), plan: "Professional" };
      expect(planAsWritten(line)).toBe(name);
    }
  },
);

test("a line that was written otherwise has today's name, and one of no plan none", () => {
  const line = { kind: "plan", description: "Moved from the old books", plan: "Pro" } as const;
  expect(planAsWritten(line)).toBe("Pro");
  expect(planAsWritten({ ...line, description: " plan" })).toBe("Pro");
  expect(planAsWritten({ kind: "pack", description: "Pro plan", plan: null })).toBeNull();
});

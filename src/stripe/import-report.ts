import type { ImportReport } from "./import-plans";

const width = 30;

/** How far a stage came, as one line: a bar where it is known how much there is. */
export function barOf(name: string, read: number, of: number | null): string {
  if (of === null) return `${name.padEnd(14)} ${read} read`.padEnd(60);
  const done = of === 0 ? width : Math.min(width, Math.floor((read * width) / of));
  const bar = `${"=".repeat(done)}${" ".repeat(width - done)}`;
  return `${name.padEnd(14)} [${bar}] ${read} of ${Math.max(of, read)}`.padEnd(60);
}

/** What an import did, or would do, in sentences. */
export function reportLines(
  { counts, carried, findings }: ImportReport,
  applied: boolean,
): string[] {
  const lines = [
    applied ? "Carried over from Stripe:" : "Nothing was written. It would carry over:",
  ];
  for (const [name, { read, made, known, skipped }] of Object.entries(counts)) {
    lines.push(
      `  ${name.padEnd(14)} ${made} of ${read} new, ${known} here already, ${skipped} not`,
    );
  }
  if (carried.length > 0) {
    lines.push("", "Credits of running periods, for the time that is left of them:");
    for (const { customerId, plan, credits, of, until } of carried) {
      lines.push(`  ${customerId}  ${plan}: ${credits} of ${of}, until ${until.toISOString()}`);
    }
    lines.push(
      "  What was paid for these periods stays in the books it was paid to; the next ones are booked here.",
    );
  }
  if (findings.length > 0) {
    lines.push("", `${findings.length} could not be carried over:`);
    for (const { objectId, customerId, code, reason, remedy } of findings) {
      const whose = objectId === customerId ? "" : ` of ${customerId}`;
      lines.push(`  ${objectId}${whose} (${code})`, `    ${reason}`, `    ${remedy}`);
    }
  }
  if (!applied) lines.push("", "To do it: npm run stripe:import -- --apply");
  return lines;
}

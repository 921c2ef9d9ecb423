import { flowFaults } from "./flow-faults";
import type { FlowCell } from "./flow-life";

/** A flow's cells and what became of each: "ok", or what was wrong. */
export type Outcomes = ReadonlyMap<FlowCell, string>;

/** The matrix as a table of Markdown: how many of a point's places ended well under each fault. */
export function flowTable(flow: string, outcomes: Outcomes): string {
  const cells = [...outcomes];
  const names = [...new Set(cells.map(([{ point }]) => point.name))];
  const row = (texts: readonly string[]) => `| ${texts.join(" | ")} |`;
  const rows = names.map((name) => {
    const told = flowFaults.map((fault) => {
      const tried = cells.filter(([cell]) => cell.point.name === name && cell.fault === fault);
      const well = tried.filter(([, said]) => said === "ok").length;
      return tried.length === 0 ? "·" : `${well}/${tried.length}`;
    });
    return row([name, ...told]);
  });
  return [row([flow, ...flowFaults]), row(["---", ...flowFaults.map(() => "---")]), ...rows].join(
    "\n",
  );
}

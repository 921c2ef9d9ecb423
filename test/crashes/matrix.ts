import type { Place } from "./faults";
import { isBegin, writtenBy } from "./statements";
import type { Step } from "./steps";

/** What can happen at any place of any process's work. */
export const faults = [
  "drop connection",
  "end backend",
  "kill Postgres",
  "kill process",
  "duplicate request",
] as const;

export type Fault = (typeof faults)[number];

/** A place in a step, in words. */
export type Point = { step: string; by: Step["by"]; place: Place; label: string };

export type Cell = { point: Point; fault: Fault };

/**
 * The places of a step worth a fault: before each statement that writes, before the commit, and after it,
 * when it is done and nobody has been told. A worker does the same for each event and each mail; the first
 * of them stands for all.
 */
export function pointsOf(
  { step, by }: Pick<Point, "step" | "by">,
  statements: readonly string[],
): Point[] {
  let last: string | undefined;
  const points = statements.flatMap((text, at): Point[] => {
    const point = (label: string, side: Place["side"] = "before") => ({
      ...{ step, by, label, place: { at, side } },
    });
    if (text === "commit") {
      if (!last) return []; // it only read
      return [
        point(`before commit of ${last}`),
        point(`after commit of ${last}, unheard`, "after"),
      ];
    }
    const written = writtenBy(text);
    last = written ?? (isBegin(text) ? undefined : last);
    return written ? [point(`before ${written}`)] : [];
  });
  return by === "web" ? points : points.filter(isFirst);
}

const isFirst = ({ label }: Point, index: number, all: readonly Point[]) =>
  all.findIndex((one) => one.label === label) === index;

/** Whatever was killed takes a second to come back. */
export const costly: readonly Fault[] = ["kill Postgres", "kill process"];

/**
 * Every fault at every point; the costly ones, where `kills` says so, around commits only: elsewhere they
 * differ little from a connection that drops.
 */
export function cellsOf(points: readonly Point[], kills: "everywhere" | "at commits"): Cell[] {
  const isTried = ({ point, fault }: Cell) =>
    kills === "everywhere" || !costly.includes(fault) || point.label.includes("commit");
  return points.flatMap((point) => faults.map((fault) => ({ point, fault }))).filter(isTried);
}

/** The matrix as a table: what became of each cell; a dot is one that was left out. */
export function tableOf(
  story: string,
  points: readonly Point[],
  outcomes: ReadonlyMap<Cell, string>,
): string {
  const cells = [...outcomes];
  const rows = points.flatMap((point) => {
    const tried = cells.filter(([cell]) => cell.point === point);
    if (tried.length === 0) return [];
    const told = faults.map((fault) => tried.find(([cell]) => cell.fault === fault)?.[1] ?? "·");
    return [[`${point.step} (${point.by}) ${point.label}`, ...told]];
  });
  const all = [[story, ...faults], ...rows];
  const widths = all[0]?.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0))) ?? [];
  return all
    .map((row) => row.map((text, at) => text.padEnd(widths[at] ?? 0)).join("  "))
    .join("\n");
}

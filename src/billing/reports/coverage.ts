import { assert } from "@/lib/errors";
import type { CoveredUse, CoveringLine } from "./coverage-queries";

/** What a line stands for: use beyond all grants that it charges, or the credits it granted. */
export type Covers = "overage" | "grants";

export function coverageOf({ kind }: Pick<CoveringLine, "kind">): Covers {
  return kind === "overage" ? "overage" : "grants";
}

export type UseSum = { name: string; events: number; credits: bigint };

/** Uses added up by day or by feature, in the order of their names. */
export function sumUses(uses: readonly CoveredUse[], by: "day" | "feature"): UseSum[] {
  const groups = Map.groupBy(uses, (use) => use[by]);
  return [...groups]
    .map(([name, of]) => ({
      name,
      events: of.reduce((sum, { events }) => sum + events, 0),
      credits: creditsOf(of),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function creditsOf(uses: readonly { credits: bigint }[]): bigint {
  return uses.reduce((sum, { credits }) => sum + credits, 0n);
}

/** What a line charges for is what was used; of a draft it still grows, and a void one charges nothing any more. */
export function assertCharged(line: Pick<CoveringLine, "id" | "credits">, used: bigint): void {
  assert(
    used === line.credits,
    `line ${line.id} charges ${line.credits} credits of which ${used} are found`,
  );
}

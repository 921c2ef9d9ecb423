import { afterAll, beforeAll, expect, test } from "vitest";
import { chanceFrom } from "../chance";
import { nightly, runs, seed } from "../runs";
import { Receiver } from "../webhooks/receiver";
import { Ground } from "./ground";
import { disturbed, undisturbed, type World } from "./living";
import { type Cell, cellsOf, costly, faults, tableOf } from "./matrix";
import { stories } from "./steps";

let world: World;

beforeAll(async () => {
  world = { ground: await Ground.open(), receiver: await Receiver.open() };
});

afterAll(async () => {
  world.receiver.close();
  await world.ground.close();
});

const chance = chanceFrom(seed());

/** All cells in the nightly lane. Else one of each fault, and two stories of six in which each is killed. */
function sampleOf(cells: readonly Cell[], index: number): Cell[] {
  if (nightly) return [...cells];
  const kill = [...costly, undefined][(seed() + index) % 3];
  const some = faults.filter((fault) => fault === kill || !costly.includes(fault));
  return some.flatMap((fault) => {
    const drawn = chance();
    const all = cells.filter((cell) => cell.fault === fault);
    return all.filter((_, at) => at === Math.floor(drawn * all.length));
  });
}

test.each(Object.entries(stories).map(([name, story], index) => ({ name, story, index })))(
  "$name: whatever stops it wherever, it ends as if nothing had",
  async ({ name, story, index }) => {
    const beginning = await world.ground.begin(story, world.receiver.url);
    const { points, ending } = await undisturbed(world, story, beginning);
    expect(planNames(ending.periods)).toEqual(story.ends.plans);
    expect(documentsOf(ending).at(-1)).toBe(story.ends.document);
    expect(ending.quotesUsed).toEqual(["1"]);
    const outcomes = new Map<Cell, string>();
    for (const cell of sampleOf(cellsOf(points, story.kills), index)) {
      const told = await disturbed(world, { name, story, beginning }, cell).then(
        (found) => {
          expect(found).toEqual(ending);
          return "ok";
        },
        (error: Error) => `WRONG: ${error.message}`,
      );
      outcomes.set(cell, told);
    }
    process.stdout.write(`${tableOf(name, points, outcomes)}\n\n`);
    expect([...outcomes].filter(([, told]) => told !== "ok")).toEqual([]);
  },
  runs(120_000, 1_800_000),
);

const planNames = (periods: readonly string[]) => [
  ...new Set(periods.map((period) => period.split(" ")[0])),
];

const documentsOf = ({ invoices }: { invoices: { status: string; total: bigint }[] }) =>
  invoices.map(({ status, total }) => `${status} ${total}`);

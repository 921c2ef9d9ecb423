import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chanceFrom } from "../chance";
import { nightly, runs, seed, shareOf } from "../runs";
import { Receiver } from "../webhooks/receiver";
import type { Flow } from "./flow";
import { flowFaults } from "./flow-faults";
import {
  beginningOf,
  disturbedFlow,
  type FlowBeginning,
  type FlowCell,
  undisturbedFlow,
} from "./flow-life";
import { flowTable } from "./flow-table";
import { flows } from "./flows";
import { Ground } from "./ground";
import type { World } from "./living";

let world: World;
const tables: string[] = [];

beforeAll(async () => {
  world = { ground: await Ground.open(), receiver: await Receiver.open() };
});

afterAll(async () => {
  world.receiver.close();
  await world.ground.close();
  if (nightly) writeFileSync("docs/crash-matrix.md", `${head}\n${tables.join("\n\n")}\n`);
});

const head = `# What stops it, where

Each cell: at how many of a point's places it ended well under that fault, of how many. \`npm run test:nightly\`
writes this page (\`test/crashes/flows.test.ts\`; FAULTS §3.1 says what the points are).
`;

const chance = chanceFrom(seed());

/** All in the nightly lane. Else the plainest and five others; which ones, changes with the seed. */
const [plainest = "", ...others] = Object.keys(flows);
const chosen = [plainest, ...shareOf(others, { part: 0, of: Math.ceil(others.length / 5) })];

/** Flows that begin alike begin in copies of one database. */
const beginnings = new Map<Flow["begin"], Promise<FlowBeginning>>();
function from(flow: Flow): Promise<FlowBeginning> {
  const known = beginnings.get(flow.begin) ?? beginningOf(world, flow);
  beginnings.set(flow.begin, known);
  return known;
}

/** Every fault at a point of few places; of one with a place per statement every third, each in turn, others each run. */
function faultsAt(index: number, places: number): readonly FlowCell["fault"][] {
  return flowFaults.filter((_, fault) => places <= 4 || (fault + index + seed()) % 3 === 0);
}

/** All in the nightly lane. Else four of each flow, of which two flows have Postgres killed once. */
function sampleOf(cells: readonly FlowCell[], name: string): FlowCell[] {
  if (nightly) return [...cells];
  const drawn = (of: readonly FlowCell[]) => of[Math.floor(chance() * of.length)];
  const light = cells.filter(({ fault }) => fault !== "kill Postgres");
  const heavy = cells.filter(({ fault }) => fault === "kill Postgres");
  const from = [light, light, light, chosen.indexOf(name) < 2 ? heavy : light];
  return from.map(drawn).filter((cell) => cell !== undefined);
}

test.each(chosen)(
  "%s: whatever stops it wherever, it ends as if nothing had",
  async (name) => {
    const flow = flows[name] as Flow;
    const of = { world, name, flow };
    const beginning = await from(flow);
    const { statements, ending } = await undisturbedFlow(of, beginning);
    expect(ending).toMatchObject(flow.expected);
    const cells = flow.points.flatMap((point) => {
      const places = point.places(statements.get(point.act) ?? []);
      return places.flatMap((place, index) =>
        faultsAt(index, places.length).map((fault): FlowCell => ({ point, place, fault })),
      );
    });
    const outcomes = new Map<FlowCell, string>();
    for (const cell of sampleOf(cells, name)) {
      const told = await disturbedFlow(of, beginning, cell)
        .then((found) => {
          expect(found).toMatchObject({ ...flow.expected, received: ending.received });
          return "ok";
        })
        .catch((error: Error) => `WRONG: ${error.message}`);
      outcomes.set(cell, told);
    }
    tables.push(flowTable(name, outcomes));
    process.stdout.write(`${tables.at(-1)}\n\n`);
    const wrong = [...outcomes].filter(([, told]) => told !== "ok");
    expect(
      wrong.map(([{ point, place, fault }, told]) => ({ ...place, fault, at: point.name, told })),
    ).toEqual([]);
  },
  runs(120_000, 3_600_000),
);

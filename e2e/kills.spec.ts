import { expect } from "@playwright/test";
import { runs, seed } from "../test/runs";
import { accountWith, hoursAhead } from "./accounts";
import { expectFirstAnswers, expectPromisesKept } from "./kept-promises";
import { Load } from "./load";
import { expectCleanBooks, type OwnSandbox, test } from "./own-sandbox";
import { untilTrue } from "./until";

type Kill = {
  name: string;
  /** The process a supervisor starts again; Postgres it starts inside. */
  child?: "web" | "worker";
  strike: (own: OwnSandbox) => void;
  /** What clients may be told meanwhile; 0 is a broken connection. */
  allowed: number[];
  limitMs: number;
};

const kills: Kill[] = [
  {
    name: "web",
    child: "web",
    strike: (own) => own.signal("web", "SIGKILL"),
    allowed: [0, 200],
    limitMs: 5_000,
  },
  {
    name: "worker",
    child: "worker",
    strike: (own) => own.signal("worker", "SIGKILL"),
    allowed: [200],
    limitMs: 5_000,
  },
  {
    name: "Postgres",
    strike: (own) => own.killPostgres(),
    allowed: [200, 503],
    limitMs: 10_000,
  },
  {
    name: "web, asked to stop",
    child: "web",
    strike: (own) => own.signal("web", "SIGTERM"),
    allowed: [0, 200],
    limitMs: 5_000,
  },
];

type Struck = { figure: string; firstMs: number };

const rounds = runs(1, 50);
// What dies young again and again is started again ever slower; a hundred kills in a row are not that.
const youthMs = rounds > 1 ? 10_500 : 0;

test("nothing acknowledged is lost or doubled when our processes are killed under load", async ({
  own,
}) => {
  test.setTimeout(120_000 + rounds * 60_000);
  const random = chance(seed());
  const accounts = await Promise.all(
    Array.from({ length: 12 }, () => accountWith(own, startCredits)),
  );
  const holdsUntil = await hoursAhead(own, 24);
  const load = new Load(own, accounts, { clients: 32, random, holdsUntil });
  const figures: string[] = [];
  const late: string[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const kill of kills) {
        await load.untilToldMore(100 + Math.floor(random() * 200));
        const { figure, firstMs } = await strikeOnce(own, load, kill);
        figures.push(figure);
        if (firstMs >= kill.limitMs) late.push(figure);
      }
    }
  } finally {
    await load.stop();
    figures.push(`${load.told.length} acknowledged, ${load.givenUp.length} given up`);
    process.stdout.write(`${figures.join("\n")}\n`);
  }
  expect(load.surprises).toEqual([]);
  await expectPromisesKept(load, { databaseUrl: own.databaseUrl, accounts });
  const repeated = load.told.filter(({ attempts }) => attempts > 1);
  await expectFirstAnswers(own, [...repeated, ...load.told.slice(-300)]);
  await expectCleanBooks(own);
  // Last, so that a machine that was slow once does not keep the promises from being looked at.
  expect(late, "answers that came too late").toEqual([]);
});

/** Strikes once in the middle of the load; the figures it answers are how long clients waited. */
async function strikeOnce(own: OwnSandbox, load: Load, kill: Kill): Promise<Struck> {
  const { name, child, strike, allowed } = kill;
  const before = child && own.child(child);
  const isOld = () => !child || own.ageMs(child) >= youthMs;
  await untilTrue(isOld, `${name} has run for a while`);
  load.takeStatuses();
  const since = performance.now();
  strike(own);
  const { first, all } = await load.recoveryMs(since);
  if (child) {
    await untilTrue(() => own.child(child).pid !== before?.pid, `a new ${name} process`);
    own.ageMs(child); // counts from here
  }
  await load.untilToldMore(100);
  const told = load.takeStatuses();
  const never = told.filter((status) => !allowed.includes(status));
  expect(never, `what clients must not be told when ${name} is killed`).toEqual([]);
  const figure = `${name}: an answer after ${first} ms, every client after ${all} ms, told ${told}`;
  return { figure, firstMs: first };
}

const startCredits = 10_000_000n;

/** The same choices for the same seed; what the machine makes of their timing is its own. */
function chance(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

import { sql } from "kysely";
import { createDb, type Db } from "@/db/client";
import { asBillingError } from "@/db/transaction";
import { setClock } from "../books";
import { assertBooksAreClean } from "../database";
import type { Receiver } from "../webhooks/receiver";
import { endingOf } from "./ending";
import { type Strike, statementsOf, struck, victimName } from "./faults";
import { runUntilKilled } from "./flow-process";
import type { Beginning, Ground } from "./ground";
import type { Order } from "./killed-process";
import { type Cell, type Fault, type Point, pointsOf } from "./matrix";
import type { Step, Story, Work } from "./steps";
import { dies } from "./victim";

/** Where stories are lived: the Postgres they are in and the app that is told. */
export type World = { ground: Ground; receiver: Receiver };

/** One copy of a story's beginning. What is struck goes through `victim`, all else through `other`. */
type Life = { victim: Db; other: Db; url: string; work: Work };

/** The story by itself: where it can be struck, and how it ends. */
export async function undisturbed(world: World, story: Story, beginning: Beginning) {
  const points: Point[] = [];
  const ending = await liveIn(world, beginning, async (life) => {
    for (const [step, one] of Object.entries(story.steps)) {
      const statements = await statementsOf(() => insist(one, life));
      points.push(...pointsOf({ step, by: one.by }, statements));
    }
  });
  return { points, ending };
}

/** How it ends with one fault at one place. Whoever is not answered asks again. */
export async function disturbed(
  world: World,
  { name, story, beginning }: { name: string; story: Story; beginning: Beginning },
  { point, fault }: Cell,
) {
  const { place } = point;
  return await liveIn(world, beginning, async (life) => {
    const { other, url, work } = life;
    for (const [step, one] of Object.entries(story.steps)) {
      if (step !== point.step) await insist(one, life);
      else if (fault === "kill process") {
        await prepare(one, other);
        const order: Order = { url, story: name, step, work, place };
        await runUntilKilled("killed-process.ts", order);
        await insist(one, life);
      } else {
        const twins: Promise<void>[] = [];
        const twin = () => void twins.push(insist(one, { ...life, victim: other }));
        await struck(place, strikeOf(fault, { ...world, twin }), () => insist(one, life));
        await Promise.all(twins);
      }
    }
  });
}

async function liveIn(
  { ground, receiver }: World,
  { database: template, accountId }: Beginning,
  live: (life: Life) => Promise<void>,
) {
  const { database, url } = await ground.copy(template);
  const victim = createDb(url, { applicationName: victimName });
  const other = createDb(url, { max: 4, applicationName: "tallybook-test" });
  receiver.received.length = 0;
  try {
    await live({ victim, other, url, work: { accountId } });
    await assertBooksAreClean(other);
    const received = new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size;
    return { ...(await endingOf(other, accountId)), received };
  } finally {
    await Promise.all([victim.destroy(), other.destroy()]);
    await ground.drop(database);
  }
}

/** Asks until there is an answer, as the app and the worker do; only what passes is asked again. */
async function insist(step: Step, { victim, other, work }: Omit<Life, "url">): Promise<void> {
  for (;;) {
    try {
      await prepare(step, other);
      Object.assign(work, await step.ask(victim, work));
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "retry_later") throw error;
    }
  }
}

/** Its time has come: by the books' clock, and as if what a dead worker had taken were free again. */
async function prepare({ by, at }: Step, db: Db): Promise<void> {
  try {
    if (at) await setClock(at, db);
    if (by === "web") return;
    for (const table of ["webhook_deliveries", "mails"]) {
      await sql`update ${sql.table(table)} set next_attempt_at = clock_timestamp()
        where next_attempt_at is not null`.execute(db);
    }
  } catch (error) {
    throw asBillingError(error);
  }
}

function strikeOf(fault: Fault, { ground, twin }: { ground: Ground; twin: () => void }): Strike {
  switch (fault) {
    case "drop connection":
      return dies;
    case "end backend":
      return { cutsOff: true, hit: ({ processID }) => ground.endBackend(processID) };
    case "kill Postgres":
      // One backend killed, and the postmaster throws away what all share and recovers from its log.
      return { cutsOff: true, hit: ({ processID }) => void process.kill(processID, "SIGKILL") };
    case "duplicate request":
      return { cutsOff: false, hit: twin };
    default:
      throw new Error(`${fault} is not done from here`);
  }
}

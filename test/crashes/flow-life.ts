import { createDb, type Db } from "@/db/client";
import { openStore } from "@/sandbox/stripe/store";
import { inBooks } from "../books";
import { assertBooksAreClean } from "../database";
import type { Beside } from "../refunds/refunding";
import { openStripeBeside } from "../stripe/paying";
import { type Place, statementsOf, struck, victimName } from "./faults";
import type { Act, At, Flow, Hands, Life } from "./flow";
import { type FlowFault, isTrouble, strikeOf } from "./flow-faults";
import { arrive, insist, insistOn, learn, letTimePass, recover, works } from "./flow-hands";
import type { Order } from "./flow-killed";
import { runUntilKilled } from "./flow-process";
import { tell } from "./ground";
import type { World } from "./living";
import { diesAt } from "./victim";

/** Where a flow begins: a database nobody is connected to. */
export type FlowBeginning = { database: string; life: Life };

/** A cell of the matrix: one fault at one place of one point of a flow. */
export type FlowCell = { point: At; place: Place; fault: FlowFault };

/** From its end on an app and a mailbox are told. */
export async function beginningOf(
  { ground, receiver }: World,
  { begin }: Flow,
): Promise<FlowBeginning> {
  const { database, made } = await ground.beginWith("2026-03-01T00:00:00Z", (of) =>
    inBooks(of, async () => {
      const stripe = await openStripeBeside(of.db, openStore(of.db));
      try {
        const life = await begin(stripe);
        await tell(of.db, life.accountId, receiver.url);
        return life;
      } finally {
        await stripe.simulator.stop();
      }
    }),
  );
  return { database, life: made };
}

type Of = { world: World; name: string; flow: Flow };

type Cell = {
  url: string;
  victim: Hands;
  other: Hands;
  stripe: Beside;
  name: string;
  flow: Flow;
};

/** The flow by itself: what each act sends, and how it ends. */
export async function undisturbedFlow(of: Of, from: FlowBeginning) {
  const statements = new Map<string, string[]>();
  const ending = await liveIn(of, from, async (cell) => {
    for (const [act, one] of Object.entries(of.flow.acts)) {
      statements.set(act, await statementsOf(() => happen(one, cell)));
    }
  });
  return { statements, ending };
}

/** How it ends with one fault at one place. */
export async function disturbedFlow(
  of: Of,
  from: FlowBeginning,
  { point, place, fault }: FlowCell,
) {
  return await liveIn(of, from, async (cell) => {
    for (const [act, one] of Object.entries(of.flow.acts)) {
      if (act !== point.act || one.by === "world") await happen(one, cell);
      else await disturb(cell, { act, one, place, fault });
    }
  });
}

async function happen(act: Act, { victim, other, stripe }: Cell): Promise<void> {
  if (act.by !== "world") return await insist(act, victim, other.db);
  learn(victim.life, await act.run({ db: other.db, stripe, life: victim.life }));
}

type Struck = { act: string; one: Exclude<Act, { by: "world" }>; place: Place; fault: FlowFault };

async function disturb(cell: Cell, { act, one, place, fault }: Struck): Promise<void> {
  const { victim, other, stripe } = cell;
  if (one.by === "worker") await letTimePass(other.db);
  if (fault === `kill ${one.by}`) {
    await killedIn(cell, act, place);
  } else if (fault === "kill web" || fault === "kill worker") {
    await cutOff(cell, one, place);
    const rival = rivalOf(cell.flow, act, fault);
    // Before whatever it does is committed.
    if (rival) await killedIn(cell, rival, { at: 1, side: "before" });
  } else if (isTrouble(fault)) {
    await cutOff(cell, one, place);
    stripe.simulator.trouble.add({ trouble: fault, times: 2 });
  } else if (fault === "webhook first") {
    await cutOff(cell, one, place);
    await insistOn(() => arrive(other));
    await insistOn(() => works.hear(other));
  } else {
    const twins: Promise<unknown>[] = [];
    const twin = async () => {
      await insistOn(() => arrive(other, 2));
      await insistOn(() => works.hear(other));
    };
    const strike = strikeOf(fault, { twin: () => void twins.push(twin()) });
    await struck(place, strike, () => insist(one, victim, other.db));
    await Promise.all(twins);
  }
  await insist(one, victim, other.db);
}

/** What a process of the other kind would be at: the last of its acts before this one, or its first. */
function rivalOf({ acts }: Flow, act: string, fault: FlowFault): string | undefined {
  const all = Object.keys(acts);
  const theirs = all.filter((one) => `kill ${acts[one]?.by}` === fault);
  return theirs.findLast((one) => all.indexOf(one) < all.indexOf(act)) ?? theirs[0];
}

/** The process that did it is gone there, and nobody has noticed. */
async function cutOff({ victim }: Cell, act: Struck["one"], place: Place): Promise<void> {
  await diesAt(place, () => act.run(victim).then((told) => learn(victim.life, told)));
}

async function killedIn({ url, stripe, name, victim }: Cell, act: string, place: Place) {
  const { life } = victim;
  const apiUrl = stripe.simulator.url;
  const order: Order = { url, apiUrl, flow: name, act, life, place };
  await runUntilKilled("flow-killed.ts", order);
}

async function liveIn(
  { world: { ground, receiver }, name, flow }: Of,
  { database: template, life: begun }: FlowBeginning,
  live: (cell: Cell) => Promise<void>,
) {
  const { database, url } = await ground.copy(template);
  const pools: Db[] = [];
  const open = (applicationName: string) => {
    const db = createDb(url, { max: 4, applicationName });
    pools.push(db);
    return db;
  };
  const db = open("tallybook-test");
  const stripe = await openStripeBeside(db, openStore(open("tallybook-stripe")));
  receiver.received.length = 0;
  const life: Life = structuredClone(begun);
  const { gateway } = stripe;
  const other: Hands = { db, gateway, life };
  const victim: Hands = { ...other, db: open(victimName) };
  try {
    await live({ url, victim, other, stripe, name, flow });
    await recover(flow.acts, other);
    stripe.simulator.trouble.clear();
    await assertBooksAreClean(db);
    const ending = await inBooks({ db, url }, () => flow.ends({ db, stripe, life }));
    const received = new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size;
    return { ...ending, received };
  } finally {
    await stripe.simulator.stop();
    await Promise.all(pools.map((one) => one.destroy()));
    await ground.drop(database);
  }
}

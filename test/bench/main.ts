// npm run bench [-- --quick]: how fast the books are beside plain SQL on the same Postgres, machine and
// run. Nothing else should be running. Takes about sixteen minutes, with --quick six; --burst is the events of
// Stripe alone, --staff the console's search, --reports those of finance, --reconciliation the comparison with Stripe, --exports
// a long file, --recognition what a year of plans earns.
import { cpus } from "node:os";
import type { AccountId } from "@/lib/ids";
import { freePort } from "@/sandbox/ports";
import { openBaseline } from "./baseline";
import { burstFigures } from "./burst";
import { batches, fill, singles } from "./consume";
import { exportFigures } from "./exports";
import { type Ground, giveCredits, openAccounts, openGround, startPlan } from "./ground";
import { emptyCalls, httpBatches, httpSingles, openWebProcess } from "./http";
import { inTurns } from "./measure";
import { portalFigures } from "./portal";
import { recognitionFigures } from "./recognition";
import { reconciliationFigures } from "./reconciliation";
import { renewalSeconds } from "./renewals";
import { type Figure, limitFigure, printTable, ratioFigure } from "./report";
import { reportFigures } from "./reports";
import { staffFigures } from "./staff";

const burstAlone = process.argv.includes("--burst");
const staffAlone = process.argv.includes("--staff");
const reportsAlone = process.argv.includes("--reports");
const reconciliationAlone = process.argv.includes("--reconciliation");
const recognitionAlone = process.argv.includes("--recognition");
const exportsAlone = process.argv.includes("--exports");
const quick = process.argv.includes("--quick");
const seconds = quick ? 1 : 3;
const rounds = quick ? 3 : 5;
const spreadAccounts = 10_000;
const renewals = 5_000;
const earners = 200;
const customers = quick ? 20_000 : 100_000;
const transfers = quick ? 500_000 : 5_000_000;
const lines = quick ? 10_000 : 100_000;
const filled = quick ? 100_000 : 1_000_000;
const hotAccounts = 6 * rounds + 1;
const fourClients = { seconds, clients: 4 };

const ground = await openGround();
const figures: Figure[] = [];
try {
  if (burstAlone) figures.push(...(await burstFigures(ground)));
  else if (reportsAlone) await benchReports(ground);
  else if (staffAlone) await benchStaff(ground);
  else if (reconciliationAlone) await benchReconciliation(ground);
  else if (recognitionAlone) await benchRecognition(ground);
  else if (exportsAlone) await benchExports(ground);
  else await benchAll(ground);
} finally {
  await ground.close();
  console.log(`\n${cpus().length} × ${cpus()[0]?.model ?? "?"}, Node ${process.versions.node}\n`);
  printTable(figures);
}
if (figures.some(({ met }) => !met)) process.exitCode = 1;

async function benchAll(ground: Ground): Promise<void> {
  const { db } = ground;
  step(`renewing ${renewals} accounts`);
  const took = await renewalSeconds(ground, renewals);
  const limit = { value: took, unit: "s", below: 60 };
  figures.push(limitFigure(`${renewals} renewals at one boundary`, limit));

  await benchRecognition(ground);

  step("5,000 events of Stripe at once");
  figures.push(...(await burstFigures(ground)));

  step(`opening ${spreadAccounts} accounts`);
  const spread = await openAccounts(db, spreadAccounts, "spread");
  const hot = await openAccounts(db, hotAccounts, "hot");
  await startPlan(db, [...spread, ...hot], { plan: "pro" });
  await giveCredits(db, [...spread, ...hot]);
  const accounts: Accounts = { spread, nextHot: () => [hot.pop() as AccountId] };

  await benchFunctions(ground, accounts);
  await benchLongPast(ground, accounts);
  await benchHttp(ground, accounts);

  step(
    `five years of an account, ${filled.toLocaleString("en")} consumptions, for the portal's pages`,
  );
  figures.push(...(await portalFigures(ground, filled)));
  await benchStaff(ground);
  await benchReports(ground);
  await benchReconciliation(ground);
  await benchExports(ground);
}

async function benchRecognition(ground: Ground): Promise<void> {
  step(`a year of ${earners} yearly plans`);
  figures.push(...(await recognitionFigures(ground, earners)));
}

async function benchReports(ground: Ground): Promise<void> {
  step(`half a year of ${transfers.toLocaleString("en")} transfers, for those who read reports`);
  figures.push(...(await reportFigures(ground, transfers)));
}

async function benchReconciliation(ground: Ground): Promise<void> {
  step(`comparing ${lines.toLocaleString("en")} lines of Stripe's balance with the books`);
  figures.push(await reconciliationFigures(ground, lines));
}

async function benchExports(ground: Ground): Promise<void> {
  step(`${filled.toLocaleString("en")} events of use as a file`);
  figures.push(...(await exportFigures(ground, filled)));
}

async function benchStaff(ground: Ground): Promise<void> {
  step(`opening ${customers.toLocaleString("en")} accounts, for those who search them`);
  figures.push(...(await staffFigures(ground, customers)));
}

/** Of the hot ones each is used for one turn only, so that they are all equally new. */
type Accounts = { spread: readonly AccountId[]; nextHot: () => readonly [AccountId] };

async function benchFunctions({ db, url }: Ground, { spread, nextHot }: Accounts): Promise<void> {
  step("plain SQL and consumes, in turns");
  const baseline = await openBaseline(url);
  const seen = await inTurns(rounds, {
    plain: () => baseline.spread(seconds),
    spread: () => batches(db, spread, fourClients),
    plainHot: () => baseline.hot(seconds),
    hot: () => batches(db, nextHot(), fourClients),
    singles: () => singles(db, nextHot(), { seconds, clients: 64 }),
  });
  await baseline.close();
  const spreadRatio = { ours: seen.spread, theirs: seen.plain, of: "plain SQL, spread" };
  const hotRatio = { theirs: seen.plainHot, of: "plain SQL, one account" };
  figures.push(
    ratioFigure("batches of 1,000 over 10,000 accounts", { ...spreadRatio, atLeast: 2.5 }),
    ratioFigure("batches of 1,000 on one account", { ...hotRatio, ours: seen.hot, atLeast: 19 }),
    ratioFigure("64 singles on one account", { ...hotRatio, ours: seen.singles, atLeast: 5 }),
  );
}

async function benchLongPast({ db }: Ground, { nextHot }: Accounts): Promise<void> {
  step(`giving one account ${filled.toLocaleString("en")} consumptions`);
  const old = nextHot();
  await fill(db, old[0], filled);
  const seen = await inTurns(rounds, {
    young: () => batches(db, nextHot(), fourClients),
    old: () => batches(db, old, fourClients),
  });
  const compared = { ours: seen.old, theirs: seen.young, of: "with none", atLeast: 0.8 };
  figures.push(ratioFigure(`the same with ${filled.toLocaleString("en")} before`, compared));
}

async function benchHttp({ db, url }: Ground, { spread, nextHot }: Accounts): Promise<void> {
  step("the web process");
  const web = await openWebProcess(db, url, await freePort());
  // A server sees the same customers again and again; their names it looks up once.
  const few = spread.slice(0, 200);
  try {
    await emptyCalls(web, seconds);
    await httpSingles(web, few, seconds);
    await httpBatches(web, spread, fourClients);
    const seen = await inTurns(rounds, {
      empty: () => emptyCalls(web, seconds),
      hotSingles: () => httpSingles(web, nextHot(), seconds),
      singles: () => httpSingles(web, few, seconds),
      functions: () => batches(db, spread, fourClients),
      batches: () => httpBatches(web, spread, fourClients),
      hotFunctions: () => batches(db, nextHot(), fourClients),
      hotBatches: () => httpBatches(web, nextHot(), fourClients),
    });
    const { empty, functions, hotFunctions } = seen;
    const atLeast = 0.7;
    const called = { theirs: empty, of: "empty calls", atLeast };
    const spreadOnes = { theirs: functions, of: "function level", atLeast };
    const hotOnes = { theirs: hotFunctions, of: "function level", atLeast };
    const memory = { value: web.peakMemory() / 1_000_000, unit: "MB", below: 400 };
    figures.push(
      ratioFigure("HTTP: 64 singles on one account", { ...called, ours: seen.hotSingles }),
      ratioFigure("HTTP: 64 singles over 200 accounts", { ...called, ours: seen.singles }),
      ratioFigure("HTTP: batches over 10,000 accounts", { ...spreadOnes, ours: seen.batches }),
      ratioFigure("HTTP: batches on one account", { ...hotOnes, ours: seen.hotBatches }),
      limitFigure("web process, at most", memory),
    );
  } finally {
    await web.stop();
  }
}

function step(what: string): void {
  console.log(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${what} ...`);
}

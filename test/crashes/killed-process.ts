// A web or worker process of one step, that kills itself at a place: what a power cut leaves behind.
import { createDb } from "@/db/client";
import { type Place, struck, victimName } from "./faults";
import { stories, type Work } from "./steps";

export type Order = { url: string; story: string; step: string; work: Work; place: Place };

const { url, story, step, work, place } = JSON.parse(process.argv[2] ?? "") as Order;
const asked = stories[story]?.steps[step];
if (!asked) throw new Error(`There is no step ${step} of ${story}`);
const kill = async () => {
  process.kill(process.pid, "SIGKILL");
  await new Promise(() => {}); // nothing of it goes on while the signal is on its way
};
const db = createDb(url, { applicationName: victimName });
await struck(place, { hit: kill, cutsOff: true }, () => asked.ask(db, work));

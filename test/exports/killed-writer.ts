// A worker that writes what is asked for, and kills itself at a place: what a power cut leaves behind.
import { createDb } from "@/db/client";
import { writeExports } from "@/exports/write";
import { type Place, struck, victimName } from "../crashes/faults";

export type Order = { url: string; limit: number; place: Place };

const { url, limit, place } = JSON.parse(process.argv[2] ?? "") as Order;
const kill = async () => {
  process.kill(process.pid, "SIGKILL");
  await new Promise(() => {}); // nothing of it goes on while the signal is on its way
};
const db = createDb(url, { applicationName: victimName });
await struck(place, { hit: kill, cutsOff: true }, () => writeExports(db, { limit }));

// A web or worker process of one act of a flow, that kills itself at a place: what a power cut leaves behind.
import { createDb } from "@/db/client";
import { openStripe } from "@/stripe/client";
import { gatewayOf } from "@/stripe/gateway";
import { type Place, struck, victimName } from "./faults";
import type { Life } from "./flow";
import { flows } from "./flows";

export type Order = {
  url: string;
  apiUrl: string;
  flow: string;
  act: string;
  life: Life;
  place: Place;
};

const { url, apiUrl, flow, act, life, place } = JSON.parse(process.argv[2] ?? "") as Order;
const asked = flows[flow]?.acts[act];
if (!asked || asked.by === "world") throw new Error(`There is no act ${act} of ${flow}`);
const kill = async () => {
  process.kill(process.pid, "SIGKILL");
  await new Promise(() => {}); // nothing of it goes on while the signal is on its way
};
const gateway = gatewayOf(openStripe({ key: "sk_test_simulated", apiUrl }));
const db = createDb(url, { applicationName: victimName });
await struck(place, { hit: kill, cutsOff: true }, () => asked.run({ db, gateway, life }));

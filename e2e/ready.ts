import { setTimeout as sleep } from "node:timers/promises";
import { placeOf, sandboxes } from "./sandbox";

/** Waits until every sandbox answers: Playwright has waited for the first only. */
export default async function untilReady(): Promise<void> {
  const end = Date.now() + 240_000;
  for (let worker = 1; worker < sandboxes; worker += 1) {
    const url = `http://localhost:${placeOf(worker).port}/api/ready`;
    while (!(await fetch(url).catch(() => undefined))?.ok) {
      if (Date.now() > end)
        throw new Error(`The sandbox of worker ${worker} does not answer: ${url}`);
      await sleep(250);
    }
  }
}

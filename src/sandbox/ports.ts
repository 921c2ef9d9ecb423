import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { rememberedIn, writePrivately } from "./run-file";

/** Says in words what a server would say in a stack trace. */
export async function assertPortFree(port: number, host: string): Promise<void> {
  // A browser tries ::1 first for "localhost": a stranger there would be shown instead of us.
  for (const address of host === "127.0.0.1" ? [host, "::1"] : [host]) {
    // A server we have just ended may need a moment to let go.
    for (let attempt = 0; (await listens(port, address)) === "EADDRINUSE"; attempt += 1) {
      if (attempt === 8) {
        throw new Error(
          `Port ${port} is taken by another program. Choose another: PORT=${port + 1} npm start`,
        );
      }
      await sleep(250);
    }
  }
}

/** A port of this machine: the wanted one where it is free, so that addresses stay the same; else another. */
export async function freePort(wanted = 0): Promise<number> {
  for (const port of [wanted, wanted, 0]) {
    const found = await tryPort(port);
    if (found !== undefined) return found;
    await sleep(200);
  }
  throw new Error("Found no free port.");
}

/** The port a file names where it is free; another is written down in its place. */
export async function rememberedPort(path: string): Promise<number> {
  const wanted = Number(rememberedIn(path, () => "0"));
  const port = await freePort(wanted);
  if (port !== wanted) writePrivately(path, String(port));
  return port;
}

/** Waits until an address answers 2xx, at most two minutes. */
export async function untilAnswering(url: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + 120_000;
  let last = "no answer";
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
      if (answer.ok) return;
      last = `${answer.status} ${await answer.text()}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(100);
  }
  throw new Error(`${url} does not come up: ${last}. The logs are in the data folder.`);
}

function listens(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen({ port, host, ipv6Only: host === "::1" }, () =>
      server.close(() => resolve(undefined)),
    );
  });
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}

import { parentPort } from "node:worker_threads";
import { printDocument } from "./document";
import type { Sheet } from "./sheet";

export type Job = { id: number; sheet: Sheet };
export type Answer = { id: number; bytes: Uint8Array } | { id: number; error: string };

/** A thread that prints, one document after the other: nothing of it can hold up a page. */
parentPort?.on("message", ({ id, sheet }: Job) => {
  printDocument(sheet).then(
    (bytes) => parentPort?.postMessage({ id, bytes } satisfies Answer),
    (error: unknown) => parentPort?.postMessage({ id, error: String(error) } satisfies Answer),
  );
});

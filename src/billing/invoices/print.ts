import { Worker } from "node:worker_threads";
import { BillingError } from "@/lib/errors";
import type { Answer, Job } from "./print-thread";
import type { Sheet } from "./sheet";

type Waiting = { resolve(bytes: Uint8Array): void; reject(error: unknown): void };
type Printer = { thread: Worker; waiting: Map<number, Waiting>; next: number };

const shared = globalThis as { tallybookPrinter?: Printer | undefined };

const mostWaiting = 200;
const patienceMs = 60_000;
const mostMemoryMb = 384;

/**
 * Prints a sheet in a thread of its own, which is started when first asked and has its own memory: what a
 * document takes is not taken from pages, and a document that takes too much ends that thread alone.
 */
export async function print(sheet: Sheet): Promise<Uint8Array> {
  const printer = shared.tallybookPrinter ?? start();
  if (printer.waiting.size >= mostWaiting) throw busy("Too many documents are being printed.");
  const id = printer.next;
  printer.next += 1;
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  printer.waiting.set(id, { resolve, reject });
  printer.thread.ref();
  printer.thread.postMessage({ id, sheet } satisfies Job);
  const timer = setTimeout(() => stop(printer, tooSlow()), patienceMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    printer.waiting.delete(id);
    // A printer nobody waits for keeps no process alive.
    if (printer.waiting.size === 0) printer.thread.unref();
  }
}

function start(): Printer {
  const thread = new Worker(new URL("./print-thread.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
    // Bundled, it is JavaScript; where it is not, as in tests, it is read as everything else here is.
    execArgv: import.meta.url.endsWith("/print.ts") ? ["--import", "tsx"] : [],
  });
  const printer: Printer = { thread, waiting: new Map(), next: 1 };
  shared.tallybookPrinter = printer;
  thread.on("message", (answer: Answer) => {
    const waiting = printer.waiting.get(answer.id);
    if ("bytes" in answer) waiting?.resolve(answer.bytes);
    else waiting?.reject(new Error(`A document could not be printed: ${answer.error}`));
  });
  thread.on("error", (error) => stop(printer, error));
  thread.on("exit", () => stop(printer, tooSlow()));
  return printer;
}

/** Whoever still waits hears why; the next document gets a new thread. */
function stop(printer: Printer, error: unknown): void {
  if (shared.tallybookPrinter === printer) shared.tallybookPrinter = undefined;
  for (const { reject } of printer.waiting.values()) reject(error);
  printer.thread.terminate().catch(() => {});
}

function tooSlow(): BillingError {
  return busy("The document could not be printed just now. Try again in a moment.");
}

function busy(message: string): BillingError {
  return new BillingError("retry_later", message, { retryAfterSeconds: 5 });
}

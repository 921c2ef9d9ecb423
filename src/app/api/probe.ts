import { createDb, type Db } from "@/db/client";
import { databaseUrl } from "@/env";

const shared = globalThis as { tallybookProbe?: Db };

/** Connections for probes alone: a pool that is exhausted must not make the process look dead. */
export function probeDb(): Db {
  shared.tallybookProbe ??= createDb(databaseUrl(), {
    max: 2,
    statementTimeoutMs: 1_000,
    applicationName: "tallybook-probe",
  });
  return shared.tallybookProbe;
}

/** The answer of a check, or undefined after a second: a probe that hangs tells nobody anything. */
export async function withinASecond<T>(check: () => Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), 1_000);
  });
  try {
    return await Promise.race([check().catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Probes are about this moment. */
export function answer(body: object, status: number): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}

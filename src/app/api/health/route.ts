import { sql } from "kysely";
import { answer, probeDb, withinASecond } from "../probe";

export const dynamic = "force-dynamic";

/** Whether this process lives, and whether it reaches its database. Restarting it cures only the first. */
export async function GET(): Promise<Response> {
  const reached = await withinASecond(() => sql`select 1`.execute(probeDb()));
  return answer(
    { status: reached ? "green" : "degraded", database: reached ? "ok" : "unreachable" },
    200,
  );
}

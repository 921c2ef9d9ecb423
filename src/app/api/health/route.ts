import { databaseAnswers } from "@/db/probe";
import { answer } from "../probe";

export const dynamic = "force-dynamic";

/** Whether this process lives, and whether it reaches its database. Restarting it cures only the first. */
export async function GET(): Promise<Response> {
  const reached = await databaseAnswers();
  return answer(
    { status: reached ? "green" : "degraded", database: reached ? "ok" : "unreachable" },
    200,
  );
}

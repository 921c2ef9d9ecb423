import { sql } from "kysely";

/** The real clock, for what is sent: moving the sandbox's clock must send nothing twice. */
export const realNow = sql<Date>`clock_timestamp()::timestamptz(3)`;

import { getNow } from "@/billing/reports/queries";
import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import { type question, reportQuestion } from "./report-inputs";

type Asked = ReturnType<typeof reportQuestion<typeof question._output>>;

/** A report's rows, and what they are asked with again to say the same. */
export async function answer<Input extends Pick<Asked, "from" | "to">, Rows>(
  db: Db,
  input: Parameters<typeof reportQuestion>[1] & Input,
  read: (tx: Tx, asked: ReturnType<typeof reportQuestion<typeof input>>) => Promise<Rows>,
) {
  return await readAs(db, { role: "tallybook_read" }, async (tx) => {
    const asked = reportQuestion(await getNow(tx), input);
    return { ...answered(asked), rows: await read(tx, asked) };
  });
}

/** Asked with these again it says the same, whatever was booked since. */
export function answered({ asOf, timezone }: Pick<Asked, "asOf" | "timezone">) {
  return { asOf, timezone };
}

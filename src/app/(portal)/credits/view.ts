import { z } from "zod";
import { type CreditsView, entryKinds } from "@/ui/credits-page/address";

const id = z.uuid().toLowerCase();
const day = z.iso.date().refine((value) => value >= "1970-01-01" && value < "2199-12-31");
const version = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt)
  .refine((value) => value > 0n);

const search = {
  finished: z.uuid().toLowerCase(),
  grant: id,
  entry: version,
  kind: z.enum(entryKinds),
  from: day,
  to: day,
  before: version,
  after: version,
};

export type SearchParams = Record<string, string | string[] | undefined>;

/** What an address asks for. Anything it cannot mean is as if it were not there. */
export function viewOf(given: SearchParams): CreditsView {
  const read = <T>(name: keyof typeof search, schema: z.ZodType<T>): T | null =>
    schema.safeParse(given[name]).data ?? null;
  const after = read("after", search.after);
  return {
    finished: given.grants === "all",
    finishedAfter: read("finished", search.finished),
    grant: read("grant", search.grant),
    entry: read("entry", search.entry),
    kind: read("kind", search.kind),
    from: read("from", search.from),
    to: read("to", search.to),
    before: after === null ? read("before", search.before) : null,
    after,
  };
}

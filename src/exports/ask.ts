import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { Asked, ExportKind, Filters } from "./kind";
import { countUnwritten, type Export, findExport, insertExport } from "./queries";
import { type ExportKindName, exportKinds } from "./registry";

const mostAtOnce = 5;
/** Counted no further: a button says that there are more. */
const mostCounted = 10_000;

type Wish = {
  id: string;
  kind: ExportKindName;
  filters: Filters;
  timezone: string;
  askedBy: string;
};

/** Asks for a file, once under its id. Errors: `invalid_input`, `rate_limited`, `idempotency_key_reused`. */
export async function askExport(tx: Tx, wish: Wish): Promise<Export> {
  const filters = parsed(exportKinds[wish.kind], wish.filters);
  const isNew = await insertExport(tx, { ...wish, filters });
  const found = await findExport(tx, wish);
  if (!found || (!isNew && !isSame(found, { ...wish, filters }))) throw reused();
  if (isNew && (await countUnwritten(tx, wish.askedBy)) > mostAtOnce) {
    throw new BillingError(
      "rate_limited",
      `${mostAtOnce} exports of yours are not written yet. Wait for one of them, or cancel one.`,
    );
  }
  return found;
}

/** How many rows a file would have by now, counted up to ten thousand. */
export async function countExport(
  tx: Tx,
  { kind, filters, timezone: zone, at }: Omit<Wish, "id" | "askedBy"> & Pick<Asked, "at">,
): Promise<{ rows: number; more: boolean }> {
  const asked = { filters: parsed(exportKinds[kind], filters), zone, at };
  const rows = Number(await (exportKinds[kind] as ExportKind).count(tx, asked, mostCounted));
  return { rows: Math.min(rows, mostCounted), more: rows > mostCounted };
}

function parsed(kind: ExportKind, filters: Filters): Filters {
  const { success, data, error } = kind.filters.safeParse(filters);
  if (success) return data;
  const field = `filters.${error.issues[0]?.path.join(".") ?? ""}`;
  throw new BillingError("invalid_input", "A filter of the export is none it knows.", { field });
}

function isSame(found: Export, wish: Wish): boolean {
  const of = ({ kind, filters, timezone }: Pick<Export, "kind" | "filters" | "timezone">) =>
    JSON.stringify([
      kind,
      timezone,
      Object.entries(filters)
        .filter(([, value]) => value)
        .sort(),
    ]);
  return of(found) === of(wish);
}

function reused(): BillingError {
  return new BillingError("idempotency_key_reused", "This id was used for another export.", {
    field: "id",
  });
}

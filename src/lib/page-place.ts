/** Where a page of a list in order of time ended: the last row's instant, to the millisecond, and its id. */
export type PagePlace = { at: string; id: string };

/**
 * A page of the rows asked for and where the next begins, as text for an address. One row more than the
 * page was asked for: that it came says that there is a next one.
 */
export function pageOfTime<Row extends { id: string }>(
  rows: readonly Row[],
  { limit, at }: { limit: number; at: (row: Row) => Date | null },
): { page: Row[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const instant = last && at(last);
  return { page, next: last && instant ? `${instant.toISOString()}.${last.id}` : null };
}

/** The place that text from an address names; what names none is the first page. */
export function placeOf(text: string | null | undefined): PagePlace | undefined {
  const [, at, id] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
      text ?? "",
    ) ?? [];
  return at === undefined || id === undefined || Number.isNaN(Date.parse(at))
    ? undefined
    : { at, id };
}

export const invoiceStatuses = [
  "draft",
  "issued",
  "carried",
  "overdue",
  "paid",
  "partly_refunded",
  "refunded",
  "disputed",
  "uncollectible",
  "void",
] as const;

export const invoiceTypes = ["subscription", "pack", "manual"] as const;

/** All that the list shows follows from its address; what is null is not asked for. */
export type InvoicesView = {
  status: (typeof invoiceStatuses)[number] | null;
  type: (typeof invoiceTypes)[number] | null;
  from: string | null;
  to: string | null;
  /** A day that the period of a line covers. */
  covers: string | null;
  least: string | null;
  most: string | null;
  search: string | null;
  cursor: string | null;
};

export const nothingAsked: InvoicesView = {
  status: null,
  type: null,
  from: null,
  to: null,
  covers: null,
  least: null,
  most: null,
  search: null,
  cursor: null,
};

/** The list with some of it changed; another filter starts from the newest invoice again. */
export function invoicesHref(view: InvoicesView, change: Partial<InvoicesView>): string {
  const search = searchOf({ ...view, cursor: null, ...change });
  return search.size === 0 ? "/invoices" : `/invoices?${search}`;
}

/** Exactly the filtered list as a file. */
export function invoicesFileHref(view: InvoicesView, format: "csv" | "json"): string {
  const search = searchOf({ ...view, cursor: null });
  search.set("format", format);
  return `/api/export/invoices?${search}`;
}

/** The document of one invoice. */
export function documentHref(id: string): string {
  return `/api/export/documents/${id}`;
}

export function isFiltered({ cursor: _, ...filters }: InvoicesView): boolean {
  return Object.values(filters).some((one) => one !== null);
}

function searchOf(view: InvoicesView): URLSearchParams {
  const given = Object.entries(view).filter((one): one is [string, string] => one[1] !== null);
  return new URLSearchParams(given);
}

/** An invoice held against another, or against the one before it. */
export function compareHref(id: string, other: string | null = null): string {
  const search = other === null ? "" : `?${new URLSearchParams({ with: other })}`;
  return `/invoices/${id}/compare${search}`;
}

/** Figures of an invoice that can be explained; a line's by its id. */
export const sums = ["subtotal", "tax", "total", "included", "paid", "due"] as const;
export type Figure = (typeof sums)[number] | `line-${string}`;

/** An invoice with one of its figures explained, or none; the focus goes to what the link is about. */
export function explainHref(id: string, figure: Figure, isOpen: boolean): string {
  return isOpen
    ? `/invoices/${id}#figure-${figure}`
    : `/invoices/${id}?explain=${figure}#explained`;
}

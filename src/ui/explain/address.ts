import type { ReactNode } from "react";

export const customerFigures = [
  ...(["available", "held", "debt", "overage", "usage", "pace", "grant"] as const),
  ...(["accountCredit", "due", "overdue", "invoice"] as const),
] as const;
export const staffFigures = [
  ...customerFigures,
  "deferred",
  "earned",
  "unearned",
  "money",
  "heldBy",
  "takenBy",
] as const;

/** A figure that can be explained, and which of several things it is of. */
export type FigureName<Figure = string> = { figure: Figure; id: string | null };

/** Which of these figures an address wants explained: `available`, or `grant:<id>`. */
export function explainedIn<const Figure extends string>(
  given: string | string[] | undefined,
  figures: readonly Figure[],
): FigureName<Figure> | null {
  const [, name, , id] = /^([a-zA-Z]{3,20})(:([\w.:-]{1,64}))?$/.exec(String(given ?? "")) ?? [];
  const figure = figures.find((one) => one === name);
  return figure === undefined ? null : { figure, id: id ?? null };
}

/** What a page's figures need to be explained on it: which one is, and its explanation. */
export type Explaining = {
  /** The page without. */
  here: string;
  open: FigureName | null;
  panel: ReactNode;
  /** Set where the page shows them as of a past instant, beside those of now. */
  isPast?: boolean;
  /** Set where `here` is another page than the one they stand on: no focus comes back to them. */
  isElsewhere?: boolean;
};

/** The mark of a figure's link, where the focus goes when its explanation is closed. */
export function markOf({ figure, id }: FigureName, isPast = false): string {
  return `${isPast ? "then" : "figure"}-${figure}${id ? `-${id.replaceAll(/[^\w-]/g, "-")}` : ""}`;
}

/** A page with one of its figures explained; `here` is the page without. */
export function explainedHref(here: string, { figure, id }: FigureName, isPast = false): string {
  const [path = "", query = ""] = (here.split("#")[0] ?? "").split("?");
  const search = new URLSearchParams(query);
  search.set(isPast ? "then" : "explain", id ? `${figure}:${id}` : figure);
  return `${path}?${search}#explained`;
}

/** Where what an explanation names has its page. */
export type ExplainedPlace = {
  whose: "portal" | "staff";
  /** The page the explanation stands on, without it. */
  here: string;
  entry(version: bigint): string;
  grant(id: string): string;
  invoice(id: string): string;
  line(invoiceId: string, lineId: string): string;
  period?(id: string): string;
  /** Use of a day. */
  day?(day: string): string;
};

export function portalPlace(here: string): ExplainedPlace {
  return {
    ...{ whose: "portal", here },
    entry: (version) => `/credits?entry=${version}#entry`,
    grant: (id) => `/credits?grant=${id}#grant`,
    invoice: (id) => `/invoices/${id}`,
    line: (invoiceId, lineId) => `/invoices/${invoiceId}#line-${lineId}`,
    period: (id) => `/usage?period=${id}`,
    day: (day) => `/usage?from=${day}&to=${day}&day=${day}#events`,
  };
}

export function staffPlace(account: string, here: string): ExplainedPlace {
  return {
    ...{ whose: "staff", here },
    entry: (version) => `/staff/customers/${account}/ledger/${version}`,
    grant: (id) => explainedHref(here, { figure: "grant", id }),
    invoice: (id) => `/staff/invoices/${id}`,
    line: (invoiceId, lineId) => `/staff/invoices/${invoiceId}#line-${lineId}`,
  };
}

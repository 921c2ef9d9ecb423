import { type Looking, lookingBack, lookingOf, lookingSoundly } from "./as-of";
import {
  type MatrixName,
  type MatrixRow,
  matrixColumns,
  type ReportName,
  reportNames,
  type StandingName,
  standingColumns,
  standingNames,
} from "./data";

const dimensions = ["plan", "segment", "category", "pack"] as const;
export type Dimension = (typeof dimensions)[number];

/** What a report's address says: which one, of when, narrowed to what, told apart by what, and how it looks back. */
export type ReportView = Looking & {
  report: ReportName;
  from: string | null;
  to: string | null;
  currency: string | null;
  plan: string | null;
  segment: string | null;
  by: Dimension[];
};

type Query = Record<string, string | string[] | undefined>;

export function reportView(query: Query): ReportView {
  const asked = [query.by ?? []].flat();
  return {
    report: reportNames.find((one) => one === query.report) ?? "money",
    from: month(query.from),
    to: month(query.to),
    currency:
      typeof query.currency === "string" && /^[a-z]{3}$/.test(query.currency)
        ? query.currency
        : null,
    plan: name(query.plan),
    segment: name(query.segment),
    by: dimensions.filter((one) => asked.includes(one)),
    ...lookingOf(query),
  };
}

/** Where the report is shown so. */
export function reportHref(view: ReportView, change: Partial<ReportView> = {}): string {
  return `/staff/reports${queryOf({ ...view, ...change })}`;
}

/** Where the lines behind a row of the impact of refunds are. */
export function impactHref(
  looking: Looking,
  row: { month: string; currency: string; plan: string | null; of: string; policy: string },
): string {
  const { month, currency, plan, of, policy } = row;
  const query = new URLSearchParams({ month, currency, plan: plan ?? "", of, policy });
  look(query, looking);
  return `/staff/reports/impact?${query}`;
}

export type ImpactView = Looking & {
  month: string;
  currency: string;
  plan: string;
  of: "refund" | "dispute";
  policy: string;
};

export function impactView(query: Query): ImpactView | null {
  const { currency, plan, policy } = query;
  const at = month(query.month);
  const of = (["refund", "dispute"] as const).find((one) => one === query.of);
  const looking = lookingSoundly(query);
  if (!at || !of || !looking || typeof currency !== "string" || !/^[a-z]{3}$/.test(currency))
    return null;
  if (typeof policy !== "string" || !/^[a-z_]{1,40}$/.test(policy)) return null;
  const named = typeof plan === "string" ? plan.slice(0, 255) : "";
  return { month: at, currency, plan: named, of, policy, ...looking };
}

/** What the view is narrowed to, as its file takes it. */
export function fileFilters({ report: _, by, ...view }: ReportView): Record<string, string> {
  const told = by.length > 0 ? { by: by.join(",") } : {};
  const said = Object.entries({ ...view, ...told }).filter(([, value]) => value !== null);
  return Object.fromEntries(said) as Record<string, string>;
}

function queryOf({ by, report, ...rest }: ReportView): string {
  const query = new URLSearchParams();
  if (report !== "money") query.set("report", report);
  for (const [name, value] of Object.entries(rest)) if (value) query.set(name, value);
  for (const one of by) query.append("by", one);
  return query.size > 0 ? `?${query}` : "";
}

export type CellView = Looking & {
  report: MatrixName;
  column: string;
  month: string;
  currency: string;
  plan: string | null;
  segment: string | null;
  category: string | null;
  pack: string | null;
  after: { accountId: string; version: bigint; position: number } | null;
};

/** Where the rows behind a cell are: what the row is, and what the report was narrowed to. */
export function cellHref(view: ReportView, row: MatrixRow, column: string): string {
  const query = new URLSearchParams({ report: view.report, column });
  query.set("month", row.month);
  query.set("currency", row.currency);
  for (const one of ["plan", "segment"] as const) {
    const value = view.by.includes(one) ? (row[one] ?? "") : view[one];
    if (value !== null) query.set(one, value);
  }
  for (const one of ["category", "pack"] as const) {
    if (view.by.includes(one)) query.set(one, row[one] ?? "");
  }
  look(query, view);
  return `/staff/reports/rows?${query}`;
}

export function cellView(query: Query): CellView | null {
  const report = (Object.keys(matrixColumns) as MatrixName[]).find((one) => one === query.report);
  const column =
    report && matrixColumns[report].find((one) => one.name === query.column && one.opens);
  const at = month(query.month);
  const { currency } = query;
  const looking = lookingSoundly(query);
  if (!report || !column || !at || !looking) return null;
  if (typeof currency !== "string" || !/^[a-z]{3}$/.test(currency)) return null;
  const said = (value: Query[string]) => (typeof value === "string" ? value.slice(0, 255) : null);
  return {
    ...{ report, column: column.name, month: at, currency, ...looking },
    ...{ plan: said(query.plan), segment: said(query.segment) },
    ...{ category: said(query.category), pack: said(query.pack), after: place(query.after) },
  };
}

/** Where what a cell of recurring revenue or of an ageing counts is. */
export function standingHref(
  { to, segment, ...view }: ReportView & { to: string },
  of: { report: StandingName; column: string; month: string; currency: string; category?: string },
): string {
  const query = new URLSearchParams({ ...of, to });
  if (segment !== null) query.set("segment", segment);
  look(query, view);
  return `/staff/reports/standing?${query}`;
}

export type StandingView = Looking & {
  report: StandingName;
  column: string;
  month: string;
  to: string;
  currency: string;
  category: string | null;
  segment: string | null;
  skip: number;
};

export function standingView(query: Query): StandingView | null {
  const report = standingNames.find((one) => one === query.report);
  const column = report && standingColumns[report].find((one) => one === query.column);
  const [at, to] = [month(query.month), month(query.to)];
  const { currency } = query;
  const looking = lookingSoundly(query);
  if (!report || !column || !at || !to || !looking) return null;
  if (typeof currency !== "string" || !/^[a-z]{3}$/.test(currency)) return null;
  const said = (value: Query[string]) => (typeof value === "string" ? value.slice(0, 255) : null);
  const skip = typeof query.skip === "string" && /^\d{1,7}$/.test(query.skip) ? +query.skip : 0;
  return {
    ...{ report, column, month: at, to, currency, skip, ...looking },
    ...{ category: said(query.category), segment: said(query.segment) },
  };
}

/** The next page of the same rows. */
export function nextHref(query: Query, next: NonNullable<CellView["after"]>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === "string" && name !== "after") params.set(name, value);
  }
  params.set("after", `${next.accountId}.${next.version}.${next.position}`);
  return `/staff/reports/rows?${params}`;
}

function place(value: Query[string]): CellView["after"] {
  const form = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,18})\.(\d{1,6})$/;
  const [, accountId, version, position] = form.exec(typeof value === "string" ? value : "") ?? [];
  if (!accountId || !version || !position) return null;
  return { accountId, version: BigInt(version), position: Number(position) };
}

/** What is behind a figure looks back as the figure does. */
function look(query: URLSearchParams, looking: Looking): void {
  for (const one of lookingBack) if (looking[one]) query.set(one, looking[one]);
}

function month(text: Query[string]): string | null {
  return typeof text === "string" && /^20\d\d-(0[1-9]|1[0-2])$/.test(text) ? text : null;
}

function name(text: Query[string]): string | null {
  return typeof text === "string" ? text.replaceAll(/\p{Cc}/gu, "").slice(0, 255) || null : null;
}

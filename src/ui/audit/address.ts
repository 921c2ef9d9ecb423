/** What the page's address says of the log. */
export type AuditView = {
  account: string | null;
  act: string | null;
  /** What the acts are about, by its id. */
  subject: string | null;
  actor: string | null;
  from: string | null;
  to: string | null;
  before: string | null;
};

type Query = Record<string, string | string[] | undefined>;

export function auditView({ account, act, subject, actor, from, to, before }: Query): AuditView {
  return {
    account: word(account, 255),
    act: word(act, 60)?.replaceAll(/[^a-z_.]/g, "") || null,
    subject: word(subject, 255),
    actor: word(actor, 100),
    from: day(from),
    to: day(to),
    before:
      typeof before === "string" && /^\d{1,15}\.[0-9a-f-]{36}\.\d{1,18}$/.test(before)
        ? before
        : null,
  };
}

/** Where the log is shown so; another question begins at its newest. */
export function auditHref(view: AuditView, change: Partial<AuditView>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...view, before: null, ...change })) {
    if (value) query.set(name, value);
  }
  return `/staff/audit${query.size > 0 ? `?${query}` : ""}`;
}

export const everything: AuditView = {
  ...{ account: null, act: null, subject: null, actor: null, from: null, to: null, before: null },
};

/** What is asked of the server: days begin and end in UTC here, as in the file. */
export function auditQuestion({ account, act, subject, actor, from, to, before }: AuditView) {
  return {
    ...(account && { account }),
    ...(act && { act }),
    ...(subject && { subject }),
    ...(actor && { actor }),
    ...(from && { from: new Date(`${from}T00:00:00Z`) }),
    ...(to && { to: new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000) }),
    ...(before && { before }),
  };
}

/** The same as texts by name, as its file takes them. */
export function auditFilters({ before: _, ...view }: AuditView): Record<string, string> {
  const said = Object.entries(view).filter((one): one is [string, string] => one[1] !== null);
  return Object.fromEntries(said);
}

function word(text: string | string[] | undefined, most: number): string | null {
  if (typeof text !== "string") return null;
  return (
    text
      .replaceAll(/\p{Cc}/gu, "")
      .trim()
      .slice(0, most) || null
  );
}

function day(text: string | string[] | undefined): string | null {
  if (typeof text !== "string" || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return null;
  return Number.isNaN(Date.parse(`${text}T00:00:00Z`)) ? null : text;
}

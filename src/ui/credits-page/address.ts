/** The kinds of entry there are in the ledger of credits, as one filters by them. */
export const entryKinds = [
  "grant",
  "consume",
  "hold",
  "release",
  "capture",
  "expire",
  "rollover",
  "revoke",
  "debt",
  "reverse",
] as const;

/** All that the credits page shows follows from its address: filters, place, what is opened. */
export type CreditsView = {
  /** Whether grants that are used up or over are listed too, and after which of them. */
  finished: boolean;
  finishedAfter: string | null;
  grant: string | null;
  entry: bigint | null;
  kind: (typeof entryKinds)[number] | null;
  from: string | null;
  to: string | null;
  before: bigint | null;
  after: bigint | null;
};

type Change = Partial<CreditsView>;

/** The page with some of it changed; a changed filter starts from the newest entry again. */
export function creditsHref(view: CreditsView, change: Change, part = ""): string {
  const search = new URLSearchParams(entriesOf({ ...view, ...change })).toString();
  return `/credits${search ? `?${search}` : ""}${part ? `#${part}` : ""}`;
}

/** The same filters as a file. */
export function ledgerFileHref({ grant, kind, from, to }: CreditsView, format: string): string {
  const filters = entriesOf({ ...nothing, grant, kind, from, to });
  return `/api/export/ledger?${new URLSearchParams([...filters, ["format", format]])}`;
}

export function isFiltered({ grant, kind, from, to }: CreditsView): boolean {
  return [grant, kind, from, to].some((one) => one !== null);
}

const nothing: CreditsView = {
  finished: false,
  finishedAfter: null,
  grant: null,
  entry: null,
  kind: null,
  from: null,
  to: null,
  before: null,
  after: null,
};

function entriesOf(view: CreditsView): [string, string][] {
  const { finished, finishedAfter, grant, entry, kind, from, to, before, after } = view;
  const all: [string, string | bigint | null][] = [
    ["grants", finished ? "all" : null],
    ["finished", finished ? finishedAfter : null],
    ["grant", grant],
    ["kind", kind],
    ["from", from],
    ["to", to],
    ["before", before],
    ["after", after],
    ["entry", entry],
  ];
  return all.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]));
}

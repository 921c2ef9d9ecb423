import { z } from "zod";
import { readEntry } from "@/billing/reports/read-entry";
import { readGrant, readGrants } from "@/billing/reports/read-grants";
import { readLedger } from "@/billing/reports/read-ledger";
import { toldReason } from "@/billing/reports/told-reason";
import { count, day, fields, grantId, says, version } from "../inputs";
import { portalRead } from "./read";

/** The kinds of entry that move credits, as a customer may filter by them. */
const entryKinds = [
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

const kind = z.enum(entryKinds, { error: says("must be a kind of ledger entry") });
const limit = count({ least: 1, most: 200 }).default(50);

/** What the ledger is asked for: the same on the page and in its export. */
const ledgerFilter = {
  kind: kind.nullable().default(null),
  grantId: grantId.nullable().default(null),
  from: day.nullable().default(null),
  to: day.nullable().default(null),
};

const ledgerInput = fields({
  ...ledgerFilter,
  before: version.nullable().default(null),
  after: version.nullable().default(null),
  limit,
}).prefault({});

const grantsInput = fields({
  finished: fields({ before: grantId.nullable().default(null), limit })
    .nullable()
    .default(null),
}).prefault({});

/** Grants with something left, in the order they pay; those that are over, page by page, when asked for. */
export const grants = portalRead
  .input(grantsInput)
  .query(({ ctx, input }) => ctx.read((tx, account) => readGrants(tx, account, input)));

/** Where one grant's credits are, by its balance and again by its transfers. */
export const grant = portalRead
  .input(fields({ grantId }))
  .query(({ ctx, input }) => ctx.read((tx, account) => readGrant(tx, account, input.grantId)));

/** A page of the credits ledger, newest first, with the running balance. */
export const ledger = portalRead
  .input(ledgerInput)
  .query(({ ctx, input }) => ctx.read((tx, account) => readLedger(tx, account, input)));

/** One entry with its transfers, uses and hash. */
export const ledgerEntry = portalRead.input(fields({ version })).query(({ ctx, input }) =>
  ctx.read(async (tx, account) => {
    const entry = await readEntry(tx, account, input.version);
    return { ...entry, reason: toldReason(entry) };
  }),
);

import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId, DisputeId, GrantId } from "@/lib/ids";
import { isUuid } from "@/lib/ids";
import { startOfDay } from "@/lib/time";
import { inBurnDownOrder, isUsable } from "../credits/burn-down";
import { listGrantsIssuedBy } from "../credits/queries";
import { findListedDispute } from "../disputes/list-queries";
import { readLost } from "../disputes/queries";
import { creditAccount } from "../ledger/accounts";
import { listBalancesAt } from "../ledger/queries";
import { listClosedOverage } from "./closed-overage-queries";
import {
  explainAvailable,
  explainByKind,
  explainGrant,
  explainHolds,
  explainOverage,
  explainPace,
  explainTaken,
  explainUsage,
  type GrantLeft,
  type PeriodOverage,
} from "./explain-credits";
import {
  listHoldsOpenAt,
  listMovesByKind,
  listTransfersOf,
  listUsedByDay,
} from "./explain-queries";
import type { Explanation } from "./explanation";
import { toldPace } from "./forecast-pace";
import { grantFigures } from "./grant-figures";
import { findGrantRecord, listGrantEnds, listOpenGrantRecords } from "./grant-queries";
import { nextDay } from "./months";
import { findCurrentPlan } from "./queries";
import type { Asked } from "./read-explanation";
import { readOutlook } from "./read-forecast";
import { noSuchGrant } from "./read-ledger";
import { readUsage } from "./read-overview";
import { refusePast } from "./refuse-past";
import { listOverageEntries, listUseEntries } from "./use-entry-queries";

type Reader = (tx: Tx, asked: Asked) => Promise<Explanation>;

export const creditReaders = {
  available: async (tx, { accountId, now, past: at }) => {
    const grants = at ? await usableAt(tx, accountId, at) : await usableNow(tx, accountId, now);
    const of = grants.map(({ id }) => id);
    return explainAvailable(
      grants,
      await listTransfersOf(tx, { accountId, of, negated: false, at }),
    );
  },

  held: async (tx, asked) => {
    const { accountId, now, past } = asked;
    if (past) return await byKind(tx, asked, { figure: "held", negated: false });
    const of = [creditAccount(accountId, "held").id];
    const rows = await listTransfersOf(tx, { accountId, of, negated: false, at: null });
    return explainHolds(await listHoldsOpenAt(tx, accountId, now), { disputeId: null, rows });
  },

  heldBy: async (tx, { accountId, id, now, past }) => {
    refusePast(past);
    const disputeId = await disputeOf(tx, accountId, id);
    const open = await listHoldsOpenAt(tx, accountId, now);
    const theirs = open.filter((one) => one.disputeId === disputeId);
    const of = [creditAccount(accountId, "held").id];
    const which = { accountId, of, negated: false, at: null, holds: theirs.map((one) => one.id) };
    return explainHolds(theirs, { disputeId, rows: await listTransfersOf(tx, which) });
  },

  takenBy: async (tx, { accountId, id, past }) => {
    refusePast(past);
    const disputeId = await disputeOf(tx, accountId, id);
    const { revoked: taken } = await readLost(tx, accountId, disputeId);
    const of = [creditAccount(accountId, "revoked").id];
    const which = { accountId, of, negated: false, at: null, disputeId };
    return explainTaken(disputeId, { taken, rows: await listTransfersOf(tx, which) });
  },

  debt: (tx, asked) => byKind(tx, asked, { figure: "debt", negated: true }),

  overage: async (tx, { accountId, past }) => {
    refusePast(past);
    const periods = await overageOf(tx, accountId);
    return explainOverage(periods, await listOverageEntries(tx, accountId, periods));
  },

  usage: async (tx, { accountId, past }) => {
    refusePast(past);
    const { used, period } = await readUsage(tx, accountId);
    const span = { accountId, from: period.start, to: period.end };
    const days = await listUsedByDay(tx, span);
    return explainUsage(used, { days, rows: await listUseEntries(tx, span) });
  },

  pace: async (tx, { accountId, past }) => {
    refusePast(past);
    const { pace, days, zone } = await readOutlook(tx, accountId);
    const [first, last] = [days[0], days.at(-1)];
    if (!pace || !first || !last) {
      throw new BillingError("not_found", "Too few days were used to tell a pace.", {
        field: "figure",
      });
    }
    const to = startOfDay(nextDay(last.day), zone);
    const span = { accountId, from: startOfDay(first.day, zone), to };
    const used = days.reduce((sum, { credits }) => sum + credits, 0n);
    const rows = await listUseEntries(tx, span);
    return explainPace(toldPace(pace), { days: await listUsedByDay(tx, span), rows, used });
  },

  grant: async (tx, { accountId, id, now, past: at }) => {
    const record = isUuid(id ?? "") ? await findGrantRecord(tx, accountId, id as GrantId) : null;
    if (!record) throw noSuchGrant();
    const rows = await listTransfersOf(tx, { accountId, of: [record.id], negated: false, at });
    if (at) {
      const moves = await listMovesByKind(tx, { accountId, ledgerAccountId: record.id, at });
      return explainByKind({ asset: "credit", figure: "grant", id: record.id, rows }, moves);
    }
    const [ends] = await listGrantEnds(tx, accountId, [record.id]);
    const { invoiceId, invoiceLineId, invoiceNumber: number } = record;
    const line = invoiceId && invoiceLineId ? { id: invoiceLineId, invoiceId, number } : null;
    const figures = grantFigures(record, ends, now);
    return explainGrant({ ...record, figures, line }, rows);
  },
} satisfies Record<string, Reader>;

async function disputeOf(tx: Tx, accountId: AccountId, id: string | null): Promise<DisputeId> {
  const disputeId = id as DisputeId;
  if (isUuid(id ?? "") && (await findListedDispute(tx, accountId, disputeId))) return disputeId;
  throw new BillingError("not_found", "There is no such dispute.", { field: "id" });
}

async function usableNow(tx: Tx, accountId: AccountId, now: Date): Promise<GrantLeft[]> {
  const records = await listOpenGrantRecords(tx, accountId);
  return inBurnDownOrder(records.filter((one) => one.balance > 0n && isUsable(one, now)));
}

async function usableAt(tx: Tx, accountId: AccountId, at: Date): Promise<GrantLeft[]> {
  const balances = await listBalancesAt(tx, accountId, at);
  const grants = (await listGrantsIssuedBy(tx, accountId, at)).filter((one) => isUsable(one, at));
  const left = inBurnDownOrder(grants).map((grant) => ({
    ...grant,
    balance: balances.get(grant.id) ?? 0n,
  }));
  return left.filter(({ balance }) => balance !== 0n);
}

async function overageOf(tx: Tx, accountId: AccountId): Promise<PeriodOverage[]> {
  const plan = await findCurrentPlan(tx, accountId);
  const closed = await listClosedOverage(tx, accountId);
  const running = plan
    ? [
        {
          ...{ periodId: plan.id, plan: plan.name, credits: plan.overage },
          slice: { start: plan.slice_starts_at, end: plan.slice_ends_at },
        },
      ]
    : [];
  return [
    ...closed.map(({ periodId, plan: name, period, credits }) => ({
      ...{ periodId, plan: name, slice: period, credits },
    })),
    ...running,
  ];
}

async function byKind(
  tx: Tx,
  { accountId, past: at }: Asked,
  { figure, negated }: { figure: "held" | "debt"; negated: boolean },
): Promise<Explanation> {
  const { id } = creditAccount(accountId, figure);
  const rows = await listTransfersOf(tx, { accountId, of: [id], negated, at });
  const moves = await listMovesByKind(tx, { accountId, ledgerAccountId: id, at });
  const signed = moves.map((one) => ({ ...one, amount: negated ? -one.amount : one.amount }));
  return explainByKind({ asset: "credit", figure, id: null, rows }, signed);
}

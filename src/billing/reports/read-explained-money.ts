import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { InvoiceId, InvoiceLineId } from "@/lib/ids";
import { isUuid } from "@/lib/ids";
import { isCurrency } from "@/lib/money";
import { type MoneyKind, moneyAccount } from "../ledger/accounts";
import { listCreditMoves } from "./account-credit-queries";
import {
  type EarningLine,
  listEarningLines,
  listLineFamily,
  listRevenueOf,
} from "./earning-line-queries";
import { explainByKind } from "./explain-credits";
import { explainInvoice } from "./explain-invoice";
import {
  explainAccountCredit,
  explainDeferred,
  explainDue,
  explainEarned,
  explainUnearned,
} from "./explain-money";
import {
  listLinesOf,
  listMovesByKind,
  listOpenDocuments,
  listTransfersOf,
} from "./explain-queries";
import type { Explanation } from "./explanation";
import { getAccountHead } from "./queries";
import type { Asked } from "./read-explanation";
import { readInvoice } from "./read-invoice";
import { refusePast } from "./refuse-past";

type Reader = (tx: Tx, asked: Asked) => Promise<Explanation>;

export const moneyReaders = {
  accountCredit: async (tx, asked) => {
    if (asked.past) return await byKind(tx, asked, "account_credit", "accountCredit");
    const { rows, currency } = await rowsOf(tx, asked, "account_credit");
    const moves = await listCreditMoves(tx, asked.accountId);
    return explainAccountCredit(
      currency,
      moves.filter((one) => one.currency === currency),
      rows,
    );
  },

  due: async (tx, asked) => {
    if (asked.past) return await byKind(tx, asked, "receivable", "due");
    const { rows, currency } = await rowsOf(tx, asked, "receivable");
    const documents = await listOpenDocuments(tx, asked.accountId, asked.now);
    return explainDue({ asset: currency, figure: "due" }, documents, rows);
  },

  overdue: async (tx, asked) => {
    refusePast(asked.past);
    const { accountId, now } = asked;
    const overdue = (await listOpenDocuments(tx, accountId, now)).filter((one) => one.overdue);
    const ids = overdue.map(({ id }) => id);
    const lines = await listLinesOf(tx, accountId, ids);
    const { rows, currency } = await rowsOf(tx, asked, "receivable", lines);
    return explainDue({ asset: currency, figure: "overdue" }, overdue, rows);
  },

  invoice: async (tx, { accountId, id, past }) => {
    refusePast(past);
    if (!isUuid(id ?? "")) throw noSuch("invoice");
    return explainInvoice(await readInvoice(tx, accountId, id as InvoiceId));
  },

  deferred: async (tx, asked) => {
    if (asked.past) return await byKind(tx, asked, "deferred_revenue", "deferred");
    const { rows, currency } = await rowsOf(tx, asked, "deferred_revenue");
    const lines = await listEarningLines(tx, { accountId: asked.accountId, ids: null });
    return explainDeferred(currency, lines, rows);
  },

  unearned: async (tx, asked) => {
    const line = await lineOf(tx, asked);
    const family = await listLineFamily(tx, asked.accountId, line.id);
    const { rows } = await rowsOf(tx, asked, "deferred_revenue", family);
    return explainUnearned(line, rows);
  },

  earned: async (tx, asked) => {
    const { accountId } = asked;
    const line = await lineOf(tx, asked);
    const revenue = await listRevenueOf(tx, accountId, line.id);
    const rows = await listTransfersOf(tx, {
      ...{ accountId, of: revenue.map(({ id }) => id), negated: true, at: null, lines: [line.id] },
    });
    return explainEarned(line, { revenue, rows });
  },

  money: (tx, asked) => byKind(tx, asked, asked.id ?? "", "money"),
} satisfies Record<string, Reader>;

async function lineOf(tx: Tx, { accountId, id, past }: Asked): Promise<EarningLine> {
  refusePast(past);
  const ids = isUuid(id ?? "") ? [id ?? ""] : [];
  const [line] = ids.length > 0 ? await listEarningLines(tx, { accountId, ids }) : [];
  if (!line) throw noSuch("line with something to earn");
  return line;
}

/** Liabilities and income are shown negated (BOOKS B1). */
const negated: readonly string[] = ["deferred_revenue", "tax_payable", "account_credit"];

function isNegated(kind: string): boolean {
  return negated.includes(kind) || kind.startsWith("revenue.");
}

async function rowsOf(tx: Tx, asked: Asked, kind: MoneyKind, lines: InvoiceLineId[] | null = null) {
  const { accountId, past: at } = asked;
  const { currency } = await getAccountHead(tx, accountId);
  const of = [moneyAccount(accountId, kind, currency).id];
  const which = { accountId, of, negated: isNegated(kind), at, lines };
  return { currency, rows: await listTransfersOf(tx, which) };
}

/** A ledger account by its kind (`receivable`), or by kind and currency where that is another (`bank:eur`). */
async function byKind(
  tx: Tx,
  { accountId, past: at }: Asked,
  name: string,
  figure: "accountCredit" | "due" | "deferred" | "money",
): Promise<Explanation> {
  const [kind = "", named] = name.split(":");
  const asset = named ?? (await getAccountHead(tx, accountId)).currency;
  if (!/^[a-z_.]{3,40}$/.test(kind) || !isCurrency(asset)) throw noSuch("ledger account");
  const { id } = moneyAccount(accountId, kind as MoneyKind, asset);
  const rows = await listTransfersOf(tx, { accountId, of: [id], negated: isNegated(kind), at });
  const moves = await listMovesByKind(tx, { accountId, ledgerAccountId: id, at });
  const signed = moves.map((one) => ({
    ...one,
    amount: isNegated(kind) ? -one.amount : one.amount,
  }));
  return explainByKind({ asset, figure, id: figure === "money" ? name : null, rows }, signed);
}

function noSuch(what: string): BillingError {
  return new BillingError("not_found", `There is no such ${what}.`, { field: "id" });
}

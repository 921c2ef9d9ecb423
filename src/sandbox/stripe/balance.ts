import type Stripe from "stripe";
import type { Call } from "./call";
import { isCreatedIn, listOf } from "./lists";
import { created, page, params, text } from "./params";
import { route } from "./route";
import type { BalanceTransaction } from "./wire";

const listParams = params<Stripe.BalanceTransactionListParams>()({
  ...page,
  created,
  currency: text.optional(),
  source: text.optional(),
  type: text.optional(),
});
const none = params<Stripe.BalanceTransactionRetrieveParams>()({});

export const balanceRoutes = [
  route("GET", "/v1/balance_transactions", listParams, (call, asked) => {
    const wanted = call.state
      .all("balance_transaction")
      .filter(isCreatedIn(asked.created))
      .filter(({ currency }) => asked.currency === undefined || currency === asked.currency)
      .filter(({ source }) => asked.source === undefined || source === asked.source)
      .filter(({ type }) => asked.type === undefined || type === asked.type);
    return listOf(wanted, asked, "/v1/balance_transactions");
  }),
  route("GET", "/v1/balance_transactions/:id", none, (call, _, id) =>
    call.state.get("balance_transaction", id),
  ),
  route("GET", "/v1/balance", none, (call) => balanceNow(call)),
];

type Movement = {
  amount: number;
  currency: string;
  type: BalanceTransaction["type"];
  category: string;
  source: string;
  description: string | null;
  fee?: { amount: number; description: string };
};

const feePerMille = 29; // 2.9 %
const feeFixed = 30; // 30 ¢, and thirty of the smallest unit of any other currency

/** Stripe's fee for a card payment: 2.9 % and 30 ¢, the percentage rounded half-up to the smallest unit. */
export function cardFee(amount: number): number {
  return Math.floor((amount * feePerMille + 500) / 1000) + feeFixed;
}

/** What a dispute costs, won or lost. */
export const disputeFee = 1500;

/** Books a movement of the balance at Stripe. */
export function move(call: Call, movement: Movement): BalanceTransaction {
  const { amount, currency, fee } = movement;
  return call.state.put({
    id: call.state.newId("txn"),
    object: "balance_transaction",
    amount,
    available_on: call.at,
    balance_type: "payments",
    created: call.at,
    currency,
    description: movement.description,
    exchange_rate: null,
    fee: fee?.amount ?? 0,
    fee_details: fee
      ? [
          {
            amount: fee.amount,
            application: null,
            currency,
            description: fee.description,
            type: "stripe_fee",
          },
        ]
      : [],
    net: amount - (fee?.amount ?? 0),
    reporting_category: movement.category,
    source: movement.source,
    status: "available",
    type: movement.type,
  });
}

/** What lies at Stripe, per currency. */
function totals(call: Call): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { currency, net } of call.state.all("balance_transaction")) {
    sums.set(currency, (sums.get(currency) ?? 0) + net);
  }
  return sums;
}

function balanceNow(call: Call) {
  const available = [...totals(call)].map(([currency, amount]) => ({
    amount,
    currency,
    source_types: { card: amount },
  }));
  const pending = available.map(({ currency }) => ({ amount: 0, currency, source_types: {} }));
  return {
    object: "balance",
    available,
    pending,
    livemode: false,
    refund_and_dispute_prefunding: null,
  };
}

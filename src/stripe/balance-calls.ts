import type Stripe from "stripe";
import type {
  BalanceLine,
  BalanceReads,
  BalanceWindow,
  ProcessorBalance,
} from "@/billing/payments/processor-balance";
import { fromStripe, rateOf } from "./amounts";
import type { StripeClient } from "./client";
import { idOf } from "./invoice-facts";

const limit = 100;

/** The balance at Stripe: a window of time is listed from its end back, so that what comes later moves no page. */
export function balanceCalls({ ask }: StripeClient): BalanceReads {
  return {
    listBalanceTransactions: async ({ after, ...window }) => {
      const { data, has_more: more } = await ask((stripe) =>
        stripe.balanceTransactions.list({
          ...{ created: within(window), limit },
          ...(after !== null && { starting_after: after }),
        }),
      );
      return { lines: data.map(lineFacts), next: more ? (data.at(-1)?.id ?? null) : null };
    },
    getBalance: async () => balanceFacts(await ask((stripe) => stripe.balance.retrieve())),
  };
}

function within({ since, until }: BalanceWindow): Stripe.RangeQueryParam {
  const seconds = (at: Date) => Math.floor(at.getTime() / 1_000);
  return { gte: seconds(since), ...(until && { lt: seconds(until) }) };
}

function lineFacts(booked: Stripe.BalanceTransaction): BalanceLine {
  const { id, type, currency, description, exchange_rate: rate } = booked;
  return {
    ...{ id, type, currency, description, category: booked.reporting_category },
    sourceId: idOf(booked.source),
    amountMinor: fromStripe(booked.amount, currency),
    feeMinor: fromStripe(booked.fee, currency),
    exchangeRate: rate === null ? null : rateOf(rate),
    createdAt: new Date(booked.created * 1_000),
    availableAt: new Date(booked.available_on * 1_000),
  };
}

/** What is on its way lies there too; what is set aside for connected accounts does not move by what is listed. */
function balanceFacts({ available, pending }: Stripe.Balance): ProcessorBalance[] {
  const sums = new Map<string, bigint>();
  for (const { currency, amount } of [...available, ...pending]) {
    sums.set(currency, (sums.get(currency) ?? 0n) + fromStripe(amount, currency));
  }
  return [...sums].map(([currency, minor]) => ({ currency, minor }));
}

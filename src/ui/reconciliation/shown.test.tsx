import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { messagesFor } from "@/messages/messages";
import { queueView } from "./address";
import type { Difference, Run } from "./data";
import { DifferenceQueue } from "./queue";
import { RunLog } from "./runs";
import { Sides } from "./sides";

const at = new Date("2026-03-01T12:00:00Z");

const refund: Difference = {
  ...{ id: "one", class: "missing_here", cause: "refund_not_heard", fix: "ask_stripe" },
  ...{ account: null, balanceTransactionId: "txn_1", credits: null, occurredAt: at },
  money: { currency: "usd", minor: -4_000n },
  facts: { type: "refund", source: "re_1", theirAmount: "-4000", theirFee: "0" },
  ...{ status: "open", assignedTo: null, comments: 2, closedAt: null, closedBecause: null },
};

const run: Run = {
  ...{ id: "run", day: "2026-03-02", number: 0, step: "done", until: at, listed: 1_012n },
  totals: { rows: 20, classes: { matched: 15, non_revenue: 3, missing_here: 2 } },
  ...{ problem: null, startedAt: at, endedAt: new Date("2026-03-01T12:00:04Z") },
};

function shown(page: ReactNode): string {
  const markup = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={messagesFor("en")} timeZone="UTC">
      {page}
    </NextIntlClientProvider>,
  );
  return markup.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
}

test("a difference stands in the queue with why, what it comes to and whose it is", () => {
  const text = shown(
    <DifferenceQueue differences={[refund]} next="one" view={queueView({})} zone="UTC" />,
  );
  expect(text).toContain("Missing here");
  expect(text).toContain("Stripe gave money back, or got it back, and we did not hear of it.");
  expect(text).toContain("−$40.00");
  expect(text).toContain("Nobody yet · 2 comments");
});

test("both sides stand beside one another; what is only there has a dash here", () => {
  const text = shown(<Sides of={refund} />);
  expect(text).toContain("Amount −$40.00 –");
  expect(text).toContain("Stripe’s name re_1");
});

test("a comparison says what it took and how much does not match", () => {
  const text = shown(<RunLog runs={[run]} zone="UTC" />);
  expect(text).toMatch(/2026-03-02 · daily .* 4 s 1,012 20 2 $/);
});

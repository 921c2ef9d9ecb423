import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import common from "@/messages/en/common.json";
import refunds from "@/messages/en/refunds.json";
import type { EndQuote } from "./data";
import { EndingFigures } from "./end-figures";
import { Regenerated } from "./regenerated";

const usd = (minor: bigint) => ({ minor, currency: "usd" });

const quote: EndQuote = {
  ...{ quoteId: "q", effectiveAt: new Date(0), expiresAt: new Date(900_000) },
  status: "uncollectible",
  tryUnderWay: false,
  money: {
    ...{ owed: usd(12_000n), unearned: usd(6_000n), lost: usd(6_000n) },
    ...{ turnedBack: usd(0n), tax: usd(0n), keptAgain: usd(0n), rest: usd(0n) },
  },
  credits: {
    before: 6_000n,
    after: 0n,
    granted: 0n,
    revoked: 6_000n,
    expired: 0n,
    writtenOff: 4_000n,
  },
};

function textOf(of: React.ReactNode): string {
  const messages = { common, refunds };
  const markup = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={messages}>
      {of}
    </NextIntlClientProvider>,
  );
  return markup.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
}

test("a payment that is on its way is said first, with what becomes of it; where none is, nothing", () => {
  const told = "A payment for it is under way.";
  expect(textOf(<EndingFigures of={quote} />)).not.toContain(told);
  expect(textOf(<EndingFigures of={{ ...quote, tryUnderWay: true }} />)).toContain(
    `${told} Should it still succeed for all that is open, it pays the invoice;`,
  );
  expect(textOf(<EndingFigures of={{ ...quote, status: "void", tryUnderWay: true }} />)).toContain(
    `${told} Should it still succeed, its money becomes account credit`,
  );
});

test("what is owed is told by where it goes, and nothing of what is nothing", () => {
  const text = textOf(<EndingFigures of={quote} />);
  expect(text).toContain("Not earned yet $60.00 Written off, its tax with it $60.00");
  expect(text).toContain("Not owed any more $120.00");
  expect(text).toContain(
    "Left before 6,000 Taken back 6,000 Spent, written off 4,000 Left after 0",
  );
  for (const nothing of ["Rounding", "kept again", "Expired already"]) {
    expect(text).not.toContain(nothing);
  }
});

test("a document made again says what would be otherwise, and what stands", () => {
  const of = { number: "INV-000001", sha256: "ab", bytes: 40_500 };
  const buyer = { part: "buyer" as const, kept: ["Old Street 1"], other: [] };
  expect(textOf(<Regenerated invoiceId="i" of={{ ...of, differences: [buyer] }} />)).toContain(
    "Buyer Old Street 1 –",
  );
  expect(textOf(<Regenerated invoiceId="i" of={{ ...of, differences: [] }} />)).toContain(
    "40,500 bytes",
  );
});

import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { explainPrice, type PriceModel, perUnit } from "@/lib/pricing";
import { locales } from "@/messages/locales";
import { messagesFor } from "@/messages/messages";
import { PriceTerms } from "../price-terms";
import { ExplainPrice } from "./explain-price";

const tiers = [
  { upTo: 1_000n, unitPrice: "0.01", flat: 0n },
  { upTo: 5_000n, unitPrice: "0.0085", flat: 500n },
  { upTo: null, unitPrice: "0.005", flat: 0n },
];
const graduated: PriceModel = { kind: "graduated", tiers, included: 200n, flat: 300n };
const volume: PriceModel = { kind: "volume", tiers, included: 0n, flat: 0n };
const boxes: PriceModel = { kind: "package", size: 1_000n, price: 700n, included: 0n, flat: 0n };

function words(node: ReactNode, locale: (typeof locales)[number] = "en"): string {
  const markup = renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messagesFor(locale)} timeZone="UTC">
      {node}
    </NextIntlClientProvider>,
  );
  return markup.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

test("an amount of tiers is told tier by tier, and rounded where the sum is", () => {
  // 200 free; 1,000 × 0.01 = 10; 501 × 0.0085 + 5 = 9.2585; 3: 22.2585, so 22.26.
  const told = words(<ExplainPrice price={explainPrice(graduated, 1_701n, "usd")} />);
  for (const part of [
    ...["1 – 200 , free", "201 – 1,200", "1,000 × $0.01", "$10.00"],
    ...["1,201 – 1,701", "501 × $0.0085 + $5.00", "$9.2585", "Fee for the period", "$3.00"],
    ...["rounded half up once", "$22.2585", "$22.26"],
  ]) {
    expect(told).toContain(part);
  }
});

test("volume prices tell where more would come to less", () => {
  // 4,000 × 0.0085 + 5 = 39; 5,001 × 0.005 = 25.005
  const told = words(<ExplainPrice price={explainPrice(volume, 4_000n, "usd")} />);
  expect(told).toContain("4,000 × $0.0085 + $5.00");
  expect(told).toMatch(/From 5,001 credits on, all of them come to less: \$25\.01/);
});

test.each(locales)("every model says its terms and its amount in %s", (locale) => {
  for (const model of [graduated, volume, boxes, { ...perUnit("0.01"), included: 5n, flat: 1n }]) {
    const told = [
      words(<PriceTerms of={model} currency="kwd" />, locale),
      words(<ExplainPrice price={explainPrice(model, 4_000n, "kwd")} />, locale),
    ].join(" ");
    // A message that lacks an argument shows its name.
    expect(told).not.toMatch(/overview\.|invoices\.|undefined|NaN/);
    expect(told.length).toBeGreaterThan(60);
  }
});

import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import common from "@/messages/en/common.json";
import refunds from "@/messages/en/refunds.json";
import type { PolicyRow, SliceRow } from "./data";
import { HowSlices } from "./how-slices";

const slice: SliceRow = {
  ...{ description: "Pack of 10,000 credits", granted: 10_000n, whole: false },
  ...{ lineId: "line", invoiceId: "invoice" },
  ...{ throughMinor: 12_000n, grossMinor: 12_000n },
  ...{ target: 10_000n, standing: 5_000n, credits: 5_000n },
};

const row = {
  ...{ slice: 5_000n, revoked: 4_000n, expired: 0n, short: 1_000n, waived: 0n },
  slices: [slice],
} as PolicyRow;

function textOf(of: PolicyRow): string {
  const markup = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ common, refunds }}>
      <HowSlices of={of} currency="usd" />
    </NextIntlClientProvider>,
  );
  return markup.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ");
}

test("the credits of a second half are told by all that went back, less what the first half took", () => {
  const text = textOf(row);
  expect(text).toContain(
    "10,000 credits × $120.00 gone back by then ÷ $120.00 charged = 10,000, less 5,000 that earlier returns took = 5,000",
  );
  expect(text).toMatch(/5,000 credits = 4,000 taken back \+ 1,000 spent already$/);
});

test("a policy that takes everything tells no fraction, and lines without credits tell nothing", () => {
  const all = { ...row, slices: [{ ...slice, whole: true, standing: 0n, credits: 10_000n }] };
  expect(textOf(all)).toContain("All of the 10,000 credits it granted");
  expect(textOf(all)).not.toContain("charged");
  expect(textOf({ ...row, slices: [] })).toBe("");
});

import { expect, test } from "vitest";
import { formatMoney } from "@/lib/money";
import { numberLocale } from "@/messages/locales";
import { formatCredits } from "./credits";
import { formatWhen } from "./format";

const nbsp = "\u00a0";
const narrow = "\u202f";

test("money is written as its reader writes it, to the minor unit", () => {
  const usd = { minor: 123_450n, currency: "usd" };
  expect(formatMoney(usd, numberLocale("en"))).toBe("$1,234.50");
  expect(formatMoney(usd, numberLocale("de"))).toBe(`1.234,50${nbsp}$`);
  expect(formatMoney(usd, numberLocale("fr"))).toBe(`1${narrow}234,50${nbsp}$US`);
  expect(formatMoney({ minor: 123_450n, currency: "jpy" }, "de")).toBe(`123.450${nbsp}¥`);
  expect(formatMoney({ minor: 123_450n, currency: "kwd" }, "fr")).toBe(`123,450${nbsp}KWD`);
});

test("credits are grouped as their reader groups, exactly, with a minus as wide as the plus", () => {
  const most = 4_000_000_000_000_000_001n;
  expect(formatCredits(most, "en")).toBe("4,000,000,000,000,000,001");
  expect(formatCredits(-12_345n, "de")).toBe("−12.345");
  expect(formatCredits(12_345n, "fr", "exceptZero")).toBe(`+12${narrow}345`);
  expect(formatCredits(0n, "en-XA", "exceptZero")).toBe("0");
});

test("days are written in the account's zone and the reader's language", () => {
  const at = new Date("2026-03-01T23:30:00Z");
  const inBerlin = { zone: "Europe/Berlin", as: "instant" } as const;
  expect(formatWhen(at, { ...inBerlin, locale: "en" })).toBe("2 Mar 2026, 00:30");
  expect(formatWhen(at, { ...inBerlin, locale: "de" })).toBe("2. März 2026, 00:30");
  expect(formatWhen(at, { ...inBerlin, locale: "fr" })).toBe("2 mars 2026, 00:30");
  expect(formatWhen(at, { zone: "Pacific/Niue", as: "day", locale: "de" })).toBe("1. März 2026");
});

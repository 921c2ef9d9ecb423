import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { messagesFor } from "@/messages/messages";
import type { OverviewForecast } from "./data";
import { ForecastSentence, sentenceOf } from "./forecast-sentence";

const at = (day: number) => new Date(Date.UTC(2026, 2, day, 12));
const dayOf = (day: Date) => day.toISOString().slice(0, 10);

const usual: OverviewForecast = {
  asOf: at(1),
  span: { start: at(1), end: at(31) },
  until: at(31),
  renewal: { at: at(31), credits: 20_000n, waits: false, ends: false },
  available: 1_000n,
  pace: { days: 28, perDay: 100n },
  fewestDays: 7,
  runOut: { ends: { at: at(11), by: "use" }, early: at(9), late: at(14) },
  afterwards: { kind: "stops" },
  history: [],
  projection: [],
  marks: [],
  offers: [],
  whatIf: null,
};
const told = (change: Partial<OverviewForecast>) => sentenceOf({ ...usual, ...change }, dayOf);
const never = { ends: null, early: null, late: null };

test("a band is told, unless it is one and the same day", () => {
  expect(told({})).toBe("between");
  const day = { ends: { at: at(11), by: "use" as const }, early: at(11), late: at(11) };
  expect(told({ runOut: day })).toBe("about");
  expect(told({ runOut: { ...day, early: at(9), late: null } })).toBe("openEnded");
});

test("credits that last are told by what frames the view: a renewal, one that waits, or six months", () => {
  expect(told({ runOut: never })).toBe("lasts");
  expect(
    told({ runOut: never, renewal: { at: at(31), credits: 1n, waits: true, ends: false } }),
  ).toBe("lastsWaits");
  expect(told({ runOut: never, renewal: null })).toBe("lastsLong");
  expect(told({ runOut: { ...never, early: at(29) } })).toBe("mostly");
  expect(told({ runOut: { ...never, early: at(29) }, renewal: null })).toBe("mostlyLong");
});

test("nothing is foretold of nothing: no credits, no use, too few days", () => {
  expect(told({ available: 0n })).toBe("empty");
  expect(told({ pace: null, runOut: null })).toBe("tooEarly");
  expect(told({ pace: { days: 28, perDay: 0n }, runOut: never })).toBe("unused");
  const expired = { ends: { at: at(20), by: "expiry" as const }, early: at(20), late: at(20) };
  expect(told({ runOut: expired })).toBe("expires");
});

test("where the plan ends nothing is said to renew", () => {
  const said = (locale: "en" | "de" | "fr", change: Partial<OverviewForecast>) =>
    renderToStaticMarkup(
      <NextIntlClientProvider locale={locale} messages={messagesFor(locale)} timeZone="UTC">
        <ForecastSentence forecast={{ ...usual, ...change }} zone="UTC" />
      </NextIntlClientProvider>,
    ).replace(/<[^>]*>/g, "");
  const billed = { kind: "billed", unitPrice: "0.01", currency: "usd" } as const;
  const empty = { available: 0n, afterwards: billed };
  const renewal = { at: at(31), credits: 0n, waits: true, ends: true };

  expect(said("en", empty)).toContain("until they renew on 31 Mar 2026.");
  expect(said("en", { ...empty, renewal })).toContain("until the plan ends on 31 Mar 2026.");
  expect(said("de", { ...empty, renewal })).toContain("bis am 31. März 2026 der Tarif endet.");
  expect(said("fr", { ...empty, renewal })).toContain("la fin de la formule le 31 mars 2026.");
  expect(said("en", { renewal })).toContain("use stops until you have new credits.");
  const mostly = { runOut: { ...never, early: at(29) } };
  expect(said("en", { ...mostly, renewal })).toContain("last until the plan ends on 31 Mar 2026");
});

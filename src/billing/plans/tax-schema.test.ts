import { describe, expect, test } from "vitest";
import { BillingError } from "@/lib/errors";
import type { TaxTable } from "../invoices/tax-table";
import { type CatalogInput, defineCatalog } from "./catalog";
import { assertTaxesKept } from "./keep-taxes";

type Taxes = NonNullable<CatalogInput["taxes"]>;

const de = { country: "DE", name: "MwSt.", percent: "19", validFrom: "2021-01-01" };
const fr = { country: "FR", name: "TVA", percent: "20", validFrom: "2014-01-01" };
const eu = { name: "VAT", members: { DE: "DE", FR: "FR" } };
const valid: Taxes = { home: "DE", whereUnknown: "home", rates: [de, fr], unions: [eu] };

const nothing = { features: [], plans: [], packs: [] };

function refusalOf(taxes: Taxes): { field: unknown; message: string } {
  try {
    defineCatalog({ ...nothing, taxes });
  } catch (error) {
    if (error instanceof BillingError) {
      return { field: error.facts.field, message: error.message };
    }
  }
  throw new Error("it was not refused");
}

describe("taxes in the catalogue", () => {
  test("come back with their omissions spelt out, and say the same again", () => {
    const told = defineCatalog({ ...nothing, taxes: valid }).taxes;
    expect(told?.rates[0]).toEqual({ ...de, region: null, included: false });
    expect(defineCatalog({ ...nothing, taxes: told }).taxes).toEqual(told);
  });

  test.each<[string, Taxes, string, string]>([
    [
      "a second rate of one place and day",
      { ...valid, rates: [de, fr, { ...de, percent: "16" }] },
      ...(["taxes.rates[2]", "DE from 2021-01-01"] as const),
    ],
    [
      "one region spelt twice",
      {
        ...valid,
        rates: [
          ...[de, fr, { ...de, country: "CA" }],
          ...["Québec", "quebec "].map((region) => ({ ...de, country: "CA", region })),
        ],
      },
      ...(["taxes.rates[4]", "CA, quebec from 2021-01-01"] as const),
    ],
    [
      "a region without the rest of its country",
      { ...valid, rates: [de, fr, { ...de, country: "ES", region: "Canarias" }] },
      ...(["taxes.rates[2]", "ES, Canarias from 2021-01-01: a rate of the rest"] as const),
    ],
    ["no rate at home", { ...valid, home: "AT" }, "taxes.home", "a rate of AT is missing"],
    [
      "no rate of a member of a union",
      { ...valid, unions: [{ ...eu, members: { ...eu.members, GR: "EL" } }] },
      ...(["taxes.unions[0].members.GR", "a rate of GR is missing"] as const),
    ],
    [
      "a country in two unions",
      { ...valid, unions: [eu, { name: "Other", members: { DE: "" } }] },
      ...(["taxes.unions[1].members.DE", "DE is in a union already"] as const),
    ],
    [
      "a country in small letters",
      { ...valid, rates: [de, fr, { ...de, country: "at" }] },
      ...(["taxes.rates[2].country", "ISO 3166-1"] as const),
    ],
    [
      "a percentage in floats",
      { ...valid, rates: [de, { ...fr, percent: "20,0" }] },
      ...(["taxes.rates[1].percent", "decimal string"] as const),
    ],
    [
      "a day that is none",
      { ...valid, rates: [de, { ...fr, validFrom: "2026-02-30" }] },
      ...(["taxes.rates[1].validFrom", "is a day"] as const),
    ],
  ])("are refused with %s", (_, taxes, field, message) => {
    expect(refusalOf(taxes)).toEqual({ field, message: expect.stringContaining(message) });
  });
});

describe("a rate that was applied", () => {
  const table = (rates: Taxes["rates"]): TaxTable | null =>
    defineCatalog({ ...nothing, taxes: { home: "DE", whereUnknown: "home", rates } }).taxes;
  const later = { ...de, percent: "21", validFrom: "2027-01-01" };
  const apply = (rates: Taxes["rates"]) => () =>
    assertTaxesKept(table([de, later]), { next: table(rates), now: new Date("2026-06-01T00:00Z") });

  test("and is valid stays as it was, and is named where it does not", () => {
    const refusal = /DE from 2021-01-01 was valid already/;
    expect(apply([{ ...de, percent: "16" }])).toThrow(refusal);
    expect(apply([{ ...de, validFrom: "2021-01-02" }])).toThrow(refusal);
    const now = new Date("2026-06-01T00:00Z");
    expect(() => assertTaxesKept(table([de]), { next: null, now })).toThrow(refusal);
  });

  test("and is still to come may change or go", () => {
    expect(apply([de, { ...later, percent: "22" }])).not.toThrow();
    expect(apply([de])).not.toThrow();
  });
});

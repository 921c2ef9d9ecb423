import { dayOf } from "@/lib/time";
import { missingOf, reverseCharge, type TaxTable, taxesOf, taxOn } from "./tax-table";
import type { AccountTaxes, AccountTerms, DocumentTerms, TaxSpan } from "./terms";

/** What was said of an account, and where it is. */
export type TaxFacts = {
  treatment: "rate" | "exempt" | "reverse_charge" | null;
  name: string | null;
  ratePpm: bigint | null;
  included: boolean | null;
  country: string | null;
  region: string | null;
  taxId: string | null;
  /** By which the account's documents are dated. */
  timezone: string;
};

/** What was said of the account comes first; else the catalogue's table, by where the account is. */
export function accountTaxes(facts: TaxFacts, table: TaxTable | null): AccountTaxes {
  return { timezone: facts.timezone, spans: spansOf(facts, table) };
}

/** What of its address an account's tax by country can't be told for certain without; null where nothing is. */
export function missingFor(facts: TaxFacts, table: TaxTable | null): "country" | "region" | null {
  return facts.treatment === null && table ? missingOf(table, facts) : null;
}

function spansOf(facts: TaxFacts, table: TaxTable | null): TaxSpan[] {
  const { treatment, name, ratePpm, included } = facts;
  switch (treatment) {
    case "rate": {
      const rate = { name: name ?? "", ratePpm: ratePpm ?? 0n, included: included === true };
      return [{ from: null, rule: { ...rate, reverseCharge: false } }];
    }
    case "reverse_charge":
      return [{ from: null, rule: reverseCharge("VAT") }];
    case "exempt":
      return [];
    default:
      return table ? taxesOf(table, facts) : [];
  }
}

/** The terms of a document issued at an instant: a tax is that of the day on it (the tax point). */
export function termsAt({ discounts, taxes }: AccountTerms, at: Date): DocumentTerms {
  const rules = taxes.spans.flatMap(({ rule }) => rule ?? []);
  return {
    discounts,
    tax: taxOn(taxes, dayOf(at, taxes.timezone)),
    taxNames: new Map(rules.map(({ ratePpm, name }) => [ratePpm, name])),
  };
}

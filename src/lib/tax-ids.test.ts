import { expect, test } from "vitest";
import { countryCodes } from "./countries";
import { registeredTaxId, taxIdExample, taxIdForm } from "./tax-ids";

test.each([
  ["DE123456789", "DE", "fits"],
  ["de 123 456 789", "DE", "fits"],
  ["DE12345678", "DE", "wrong"],
  ["DE1234567890", "DE", "wrong"],
  ["12/345/67890", "DE", "other"],
  ["FR12345678901", "DE", "other"],
  ["ATU12345678", "AT", "fits"],
  ["AT12345678", "AT", "wrong"],
  ["EL123456789", "GR", "fits"],
  ["GR123456789", "GR", "other"],
  ["ESX1234567X", "ES", "fits"],
  ["ES12345678Z", "ES", "fits"],
  ["ES123456789", "ES", "wrong"],
  ["IE1S23456L", "IE", "fits"],
  ["IE1234567WI", "IE", "fits"],
  ["NL123456789B01", "NL", "fits"],
  ["NL123456789001", "NL", "wrong"],
  ["BE2123456789", "BE", "wrong"],
  ["GB 123 4567 89", "GB", "fits"],
  ["GBGD123", "GB", "fits"],
  ["XI123456789", "GB", "fits"],
  ["GB12345678", "GB", "wrong"],
  ["CHE-123.456.788 MWST", "CH", "fits"],
  ["CHE-123.456", "CH", "wrong"],
  ["12-3456789", "US", "fits"],
  ["12-345678", "US", "other"],
  ["123456789 MVA", "NO", "fits"],
  ["anything", "KE", "unknown"],
  ["anything", null, "unknown"],
])("%s in %s %s", (id, country, form) => {
  expect(taxIdForm(id, country)).toBe(form);
});

test("every example is one, and is of a country there is", () => {
  const known = countryCodes().filter((country) => taxIdExample(country) !== null);
  // The 27 of the EU and eight others: fewer would be a code that no country has.
  expect(known).toHaveLength(35);
  for (const country of known) {
    expect(taxIdForm(taxIdExample(country) ?? "", country), country).toBe("fits");
  }
});

test.each([
  ["de 123.456-789", "DE", { kind: "eu_vat", value: "DE123456789" }],
  // Greece's begin with EL.
  ["EL123456789", "GR", { kind: "eu_vat", value: "EL123456789" }],
  ["GB123456789", "GB", { kind: "gb_vat", value: "GB123456789" }],
  ["XI123456789", "GB", { kind: "eu_vat", value: "XI123456789" }],
  ["12 345 678 912", "AU", { kind: "au_abn", value: "12345678912" }],
  ["DE12", "DE", null],
  ["DE123456789", "FR", null],
  ["CHE-123.456.789 MWST", "CH", null],
  ["12-3456789", "US", null],
  [null, "DE", null],
  ["DE123456789", null, null],
])("the register that knows %s of %s", (id, country, register) => {
  expect(registeredTaxId(id, country)).toEqual(register);
});

/**
 * How a tax id is written.
 *
 * `fits`: as its country writes them. `wrong`: it begins as one of its country and is none. `other`: some other
 * number, which stands on documents as it is. `unknown`: we do not know how ids of that country look.
 */
export type TaxIdForm = "fits" | "wrong" | "other" | "unknown";

type Format = {
  /** What every id of the country begins with; null where they are digits alone. */
  begins: string | null;
  /** Without spaces, dots and hyphens, in capitals. */
  form: RegExp;
  /** As people write one; made up. */
  example: string;
};

/** The same id however it is spaced. */
export function compactTaxId(id: string): string {
  return id.replace(/[\s.-]/g, "").toUpperCase();
}

/** Looks at the form only: whether an id is registered, no register is asked here. */
export function taxIdForm(id: string, country: string | null): TaxIdForm {
  const format = country === null ? undefined : formats[country];
  if (!format) return "unknown";
  const compact = compactTaxId(id);
  if (format.form.test(compact)) return "fits";
  return format.begins !== null && compact.startsWith(format.begins) ? "wrong" : "other";
}

/** An id that a public register can be asked about, as the register has it. */
export type RegisteredTaxId = { kind: "eu_vat" | "gb_vat" | "au_abn"; value: string };

/**
 * The register that knows an id of its country: the EU's (VIES), the United Kingdom's (HMRC) or Australia's (ABR),
 * those Stripe asks by itself (docs.stripe.com/billing/customer/tax-ids, "Validation"). Null where none does.
 */
export function registeredTaxId(id: string | null, country: string | null): RegisteredTaxId | null {
  if (id === null || country === null || taxIdForm(id, country) !== "fits") return null;
  const value = compactTaxId(id);
  if (country === "AU") return { kind: "au_abn", value };
  // The digits of Northern Ireland are the EU's register's where they begin with XI.
  if (country === "GB") return { kind: value.startsWith("XI") ? "eu_vat" : "gb_vat", value };
  return euCountries.has(country) ? { kind: "eu_vat", value } : null;
}

/** How an id of the country looks, for people to compare theirs with. */
export function taxIdExample(country: string | null): string | null {
  return (country !== null && formats[country]?.example) || null;
}

function vat(begins: string, rest: string, example: string): Format {
  return { begins, form: new RegExp(`^${begins}(${rest})$`), example };
}

function digits(form: RegExp, example: string): Format {
  return { begins: null, form, example };
}

// The member states, as VIES asks them.
const euCountries = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "),
);

// Of the EU: the European Commission, VIES, frequently asked questions, "VAT identification number structure".
// Of the others: Stripe's list of customer tax ids (docs.stripe.com/billing/customer/tax-ids), GOV.UK and the IRS.
const formats: Readonly<Record<string, Format>> = {
  AT: vat("AT", "U\\d{8}", "ATU12345678"),
  BE: vat("BE", "[01]\\d{9}", "BE0123456789"),
  BG: vat("BG", "\\d{9,10}", "BG123456789"),
  CY: vat("CY", "\\d{8}[A-Z]", "CY12345678L"),
  CZ: vat("CZ", "\\d{8,10}", "CZ12345678"),
  DE: vat("DE", "\\d{9}", "DE123456789"),
  DK: vat("DK", "\\d{8}", "DK12345678"),
  EE: vat("EE", "\\d{9}", "EE123456789"),
  ES: vat("ES", "[A-Z]\\d{7}[A-Z\\d]|\\d{8}[A-Z]", "ESA12345678"),
  FI: vat("FI", "\\d{8}", "FI12345678"),
  FR: vat("FR", "[A-Z\\d]{2}\\d{9}", "FR12345678901"),
  GR: vat("EL", "\\d{9}", "EL123456789"),
  HR: vat("HR", "\\d{11}", "HR12345678901"),
  HU: vat("HU", "\\d{8}", "HU12345678"),
  IE: vat("IE", "\\d[A-Z\\d+*]\\d{5}[A-Z]|\\d{7}[A-W][A-I]", "IE1234567WI"),
  IT: vat("IT", "\\d{11}", "IT12345678901"),
  LT: vat("LT", "\\d{9}|\\d{12}", "LT123456789"),
  LU: vat("LU", "\\d{8}", "LU12345678"),
  LV: vat("LV", "\\d{11}", "LV12345678901"),
  MT: vat("MT", "\\d{8}", "MT12345678"),
  NL: vat("NL", "[A-Z\\d+*]{9}B[A-Z\\d+*]{2}", "NL123456789B01"),
  PL: vat("PL", "\\d{10}", "PL1234567890"),
  PT: vat("PT", "\\d{9}", "PT123456789"),
  RO: vat("RO", "\\d{2,10}", "RO1234567890"),
  SE: vat("SE", "\\d{12}", "SE123456789001"),
  SI: vat("SI", "\\d{8}", "SI12345678"),
  SK: vat("SK", "\\d{10}", "SK1234567890"),

  // In Northern Ireland, for goods within the EU, the same digits begin with XI.
  GB: {
    begins: "GB",
    form: /^(GB|XI)(\d{9}|\d{12}|(GD|HA)\d{3})$/,
    example: "GB123456789",
  },
  CH: vat("CHE", "\\d{9}(MWST|TVA|IVA)?", "CHE-123.456.789 MWST"),
  NO: digits(/^(NO)?\d{9}(MVA)?$/, "123 456 789 MVA"),
  US: digits(/^\d{9}$/, "12-3456789"),
  CA: digits(/^\d{9}(RT\d{4})?$/, "123456789 RT0001"),
  AU: digits(/^\d{11}$/, "12 345 678 912"),
  NZ: digits(/^\d{8,9}$/, "123-456-789"),
  JP: vat("T", "\\d{13}", "T1234567891234"),
};

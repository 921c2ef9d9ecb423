import { taxIdForm } from "@/lib/tax-ids";
import { isLanguage } from "@/messages/locales";
import type { Details, DetailsWish, Place } from "./data";

/** The form as it is typed: every field a text, lists with one entry a line. */
export type Typed = Record<
  | "legalName"
  | "addressLines"
  | "postalCode"
  | "city"
  | "region"
  | "country"
  | "taxId"
  | "purchaseOrder"
  | "language"
  | "invoiceEmails",
  string
>;

export type FieldName = keyof Typed;

/** `bad`: the part that is at fault, where a field has several. */
export type Problem = { field: FieldName; what: ProblemKind; bad: string };

export type ProblemKind =
  | "addressLines"
  | "taxId"
  | "invoiceEmails"
  | "tooManyEmails"
  /** What only the server saw. */
  | "other";

const mostEmails = 10;

export function typedOf(details: Details): Typed {
  const { addressLines, invoiceEmails, language, ...texts } = details;
  const { legalName, postalCode, city, region, country, taxId, purchaseOrder } = texts;
  return {
    ...{ legalName: legalName ?? "", postalCode: postalCode ?? "", city: city ?? "" },
    ...{ region: region ?? "", country: country ?? "", taxId: taxId ?? "" },
    ...{ purchaseOrder: purchaseOrder ?? "", language: language ?? "en" },
    addressLines: addressLines.join("\n"),
    invoiceEmails: invoiceEmails.join("\n"),
  };
}

/** What is asked of the server; an empty field is left out. */
export function wishOf(typed: Typed): DetailsWish {
  const addressLines = linesOf(typed.addressLines);
  const invoiceEmails = emailsIn(typed.invoiceEmails);
  const texts = {
    ...{ legalName: typed.legalName.trim(), postalCode: typed.postalCode.trim() },
    ...{ city: typed.city.trim(), purchaseOrder: typed.purchaseOrder.trim() },
  };
  return {
    ...withoutEmpty(texts),
    ...placeOf(typed),
    ...(addressLines.length > 0 && { addressLines }),
    ...(invoiceEmails.length > 0 && { invoiceEmails }),
    ...(isLanguage(typed.language) && { language: typed.language }),
  };
}

/** What the tax is looked up by. */
export function placeOf({ country, region, taxId }: Typed): Place {
  return withoutEmpty({ country, region: region.trim(), taxId: taxId.trim() });
}

/** What can be told without asking anybody, in the order of the form. */
export function problemsOf(typed: Typed): Problem[] {
  const lines = linesOf(typed.addressLines);
  const emails = emailsIn(typed.invoiceEmails);
  const bad = emails.find((one) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(one));
  const isWrongId = taxIdForm(typed.taxId, typed.country || null) === "wrong";
  const found: (Problem | false)[] = [
    (lines.length > 4 || lines.some((line) => line.length > 200)) && of("addressLines"),
    isWrongId && of("taxId"),
    bad !== undefined && { field: "invoiceEmails", what: "invoiceEmails", bad },
    bad === undefined && emails.length > mostEmails && of("invoiceEmails", "tooManyEmails"),
  ];
  return found.filter((one) => one !== false);
}

function of(field: "addressLines" | "taxId" | "invoiceEmails", what: ProblemKind = field): Problem {
  return { field, what, bad: "" };
}

export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function emailsIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((one) => one !== "");
}

function withoutEmpty<Fields extends Record<string, string>>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== ""),
  ) as Partial<Fields>;
}

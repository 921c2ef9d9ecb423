import type { Money } from "@/lib/money";
import type { Language } from "@/messages/locales";
import type { TaxMissing } from "../tax-missing";

export type Details = {
  legalName: string | null;
  addressLines: readonly string[];
  postalCode: string | null;
  city: string | null;
  region: string | null;
  country: string | null;
  taxId: string | null;
  purchaseOrder: string | null;
  language: string | null;
  invoiceEmails: readonly string[];
};

export type TaxRule = { name: string; ratePpm: bigint; included: boolean; reverseCharge: boolean };

export type AccountTax = {
  treatment: "by_country" | "rate" | "exempt" | "reverse_charge";
  rule: TaxRule | null;
  missing: TaxMissing;
};

export type Account = { name: string; email: string; currency: string; timezone: string };

/** What public registers say of the account's tax id. */
export type Registers = {
  /** Whether anybody asks them. */
  asked: boolean;
  said: TaxIdSaid | null;
};

export type TaxIdSaid = {
  kind: string;
  value: string;
  state: "asked" | "pending" | "verified" | "unverified" | "unavailable";
  registeredName: string | null;
};

export type BillingPage = {
  details: Details;
  registers: Registers;
  account: Account;
  tax: AccountTax;
  accountCredit: Money;
  may: { change: boolean };
};

/**
 * What a document says around the buyer's own words, in each language it may be in. Countries too: a browser
 * calls some otherwise than whoever prints the document.
 */
export type HeadWords = Record<
  Language,
  { buyer: string; taxId: string; purchaseOrder: string; countries: Record<string, string> }
>;

/** What of an address the tax depends on. */
export type Place = { country?: string; region?: string; taxId?: string };

/** The details as they are set: what is left out is empty. */
export type DetailsWish = Place & {
  legalName?: string;
  addressLines?: string[];
  postalCode?: string;
  city?: string;
  purchaseOrder?: string;
  language?: Language;
  invoiceEmails?: string[];
};

import type { OfAccount } from "./credits";

/** What stands on the account's documents. */
export type BillingDetails = {
  /** In place of the account's name. */
  legalName: string | null;
  addressLines: string[];
  postalCode: string | null;
  city: string | null;
  region: string | null;
  /** ISO 3166-1 alpha-2, such as DE. */
  country: string | null;
  taxId: string | null;
  purchaseOrder: string | null;
  /** en, de or fr; null is English. */
  language: string | null;
  /** Who is sent a mail for every document issued; at most ten. */
  invoiceEmails: string[];
};

/** All of it: what is left out is empty on documents from now on. */
export type SetBillingDetails = OfAccount & {
  [Field in keyof BillingDetails]?: NonNullable<BillingDetails[Field]>;
};

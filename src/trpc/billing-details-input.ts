import { z } from "zod";
import { normalEmail } from "@/auth/email-address";
import { mostInvoiceEmails } from "@/billing/accounts/billing-details";
import { locales } from "@/messages/locales";
import { country, email, oneOf, says, text } from "./inputs";

/** What of an address the tax depends on. */
export const taxPlace = {
  region: text(100).optional(),
  country: country.optional(),
  taxId: text(40).optional(),
};

/** All an account may want on its documents; what is left out is empty. */
export const billingDetails = {
  legalName: text(200).optional(),
  addressLines: z
    .array(text(200), { error: says("must be a list of lines") })
    .min(1, { error: says("must be a list of 1 to 4 lines") })
    .max(4, { error: says("must be a list of 1 to 4 lines") })
    .optional(),
  postalCode: text(20).optional(),
  city: text(100).optional(),
  ...taxPlace,
  purchaseOrder: text(100).optional(),
  language: oneOf(locales).optional(),
  invoiceEmails: z
    .array(
      email.transform((typed) => normalEmail(typed) ?? typed),
      { error: says("must be a list of e-mail addresses") },
    )
    .min(1, { error: says("must be a list of 1 to 10 addresses") })
    .max(mostInvoiceEmails, { error: says("must be a list of 1 to 10 addresses") })
    .transform((all) => [...new Set(all)])
    .optional(),
};

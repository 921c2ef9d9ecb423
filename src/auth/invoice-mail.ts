import type { Tx } from "@/db/client";
import { brand } from "@/lib/brand";
import type { AccountId } from "@/lib/ids";
import { formatMoney } from "@/lib/money";
import { dateLocale, numberLocale } from "@/messages/locales";
import { languageOf, mailWords, ourAddress, writeMail } from "./mail";

/** A document that was issued, as its mails tell of it. */
export type IssuedDocument = {
  accountId: AccountId;
  invoiceId: string;
  account: string;
  document: "invoice" | "credit_note";
  number: string;
  currency: string;
  totalMinor: bigint;
  dueMinor: bigint;
  /** Null also of what is due with the next invoice. */
  dueAt: Date | null;
  seller: string;
  buyer: string;
  purchaseOrder: string | null;
  timezone: string;
  language: string;
  byTopUp: boolean;
  recipients: readonly string[];
};

/** Writes to everybody the billing details named, in the language of the document: it is about that. */
export async function mailInvoice(tx: Tx, issued: IssuedDocument): Promise<void> {
  const { accountId, recipients } = issued;
  for (const to of recipients) {
    await writeMail(tx, { accountId, kind: "invoice", to, ...wordsOf(issued, to) });
  }
}

function wordsOf(issued: IssuedDocument, email: string) {
  const { document, number, seller, buyer, account, purchaseOrder, totalMinor } = issued;
  const language = languageOf(issued.language);
  const t = mailWords(language);
  const money = (minor: bigint) =>
    formatMoney({ minor, currency: issued.currency }, numberLocale(language));
  const credit = document === "credit_note" ? "yes" : "no";
  // What a credit note gives back is told without its sign, as on the document.
  const total = money(totalMinor < 0n ? -totalMinor : totalMinor);
  return {
    subject: t("invoice.subject", { credit, number, seller, total }),
    body: t("invoice.body", {
      ...{ credit, number, seller, buyer, total, account, email, brand: brand.name },
      ...{ state: stateOf(issued), open: money(issued.dueMinor), due: dayOf(issued) },
      topUp: issued.byTopUp ? "yes" : "no",
      ...{ hasOrder: purchaseOrder ? "yes" : "no", order: purchaseOrder ?? "" },
      link: ourAddress(`/invoices/${issued.invoiceId}`),
      detailsLink: ourAddress("/settings/billing"),
    }),
  };
}

function stateOf({ dueMinor, dueAt }: IssuedDocument): "due" | "carried" | "nothing" {
  if (dueMinor <= 0n) return "nothing";
  return dueAt ? "due" : "carried";
}

function dayOf({ dueAt, timezone: timeZone, language }: IssuedDocument): string {
  const format = new Intl.DateTimeFormat(dateLocale(languageOf(language)), {
    ...{ dateStyle: "long", timeZone },
  });
  return dueAt ? format.format(dueAt) : "";
}

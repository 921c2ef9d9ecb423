import type { Tx } from "@/db/client";
import { brand } from "@/lib/brand";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { formatMoney } from "@/lib/money";
import { refundWent } from "@/lib/refund-mail";
import { type Language, numberLocale } from "@/messages/locales";
import { languageOf, mailWords, ourAddress, writeMail } from "./mail";
import { listPayers } from "./member-queries";

/** Money that went back, or came back from there, as its mails tell of it. */
export type ToldRefund = {
  accountId: AccountId;
  invoiceId: InvoiceId;
  account: string;
  number: string;
  currency: string;
  totalMinor: bigint;
  cardMinor: bigint;
  creditMinor: bigint;
  returned: boolean;
  creditNote: string | null;
  /** Credits taken back with it, and spent ones that are owed. */
  revoked: bigint;
  owed: bigint;
};

/** Writes to everybody who may pay for the account, each in their own language where we know it. */
export async function mailRefund(tx: Tx, told: ToldRefund): Promise<void> {
  const { accountId, returned } = told;
  for (const { email: to, locale } of await listPayers(tx, accountId)) {
    const words = wordsOf(told, languageOf(locale));
    await writeMail(tx, {
      accountId,
      kind: returned ? "refund_returned" : "refunded",
      to,
      ...words,
    });
  }
}

function wordsOf(told: ToldRefund, language: Language) {
  const t = mailWords(language);
  const locale = numberLocale(language);
  const { account, number, creditNote, currency, revoked, owed } = told;
  const money = (minor: bigint) => formatMoney({ minor, currency }, locale);
  const count = new Intl.NumberFormat(locale);
  const of = {
    ...{ account, number, went: refundWent(told), brand: brand.name },
    ...{ amount: money(told.totalMinor), card: money(told.cardMinor) },
    ...{
      credit: money(told.creditMinor),
      note: creditNote ?? "",
      hasNote: yes(creditNote !== null),
    },
    ...{ takes: yes(revoked > 0n && !told.returned), revoked: count.format(revoked) },
    ...{ owes: yes(owed > 0n && !told.returned), owed: count.format(owed) },
    link: ourAddress(`/invoices/${told.invoiceId}`),
  };
  return { subject: t("refund.subject", of), body: t("refund.body", of) };
}

function yes(is: boolean): "yes" | "no" {
  return is ? "yes" : "no";
}

import type { Tx } from "@/db/client";
import { brand } from "@/lib/brand";
import { failureReason } from "@/lib/failure-reason";
import type { AccountId } from "@/lib/ids";
import { formatMoney } from "@/lib/money";
import { dateLocale, type Language, numberLocale } from "@/messages/locales";
import { languageOf, mailWords, ourAddress, writeMail } from "./mail";
import { listPayers } from "./member-queries";

/** A payment that failed, as its mails tell of it. */
export type FailedPayment = {
  accountId: AccountId;
  invoiceId: string;
  account: string;
  timezone: string;
  number: string;
  currency: string;
  amountMinor: bigint;
  code: string;
  declineCode: string | null;
  nextAttemptAt: Date | null;
  /** What followed the last try; null where this is the first failure. */
  step: "suspend" | "cancel" | "write_off" | null;
};

/** Writes to everybody who may pay for the account, each in their own language where we know it. */
export async function mailFailedPayment(tx: Tx, failed: FailedPayment): Promise<void> {
  const { accountId, step } = failed;
  for (const { email: to, locale } of await listPayers(tx, accountId)) {
    const words = wordsOf(failed, languageOf(locale));
    await writeMail(tx, { accountId, kind: step ? "last_step" : "payment_failed", to, ...words });
  }
}

function wordsOf(failed: FailedPayment, language: Language) {
  const { account, number, step, code, declineCode, nextAttemptAt: next, timezone: zone } = failed;
  const t = mailWords(language);
  const { amountMinor: minor, currency } = failed;
  const common = {
    ...{ account, number, brand: brand.name, link: ourAddress(`/invoices/${failed.invoiceId}`) },
    open: formatMoney({ minor, currency }, numberLocale(language)),
  };
  if (step) {
    const of = { ...common, step };
    return { subject: t("lastStep.subject", of), body: t("lastStep.body", of) };
  }
  const format = new Intl.DateTimeFormat(dateLocale(language), {
    ...{ dateStyle: "long", timeStyle: "short", hourCycle: "h23", timeZone: zone },
  });
  return {
    subject: t("paymentFailed.subject", { account, number }),
    body: t("paymentFailed.body", {
      ...{ ...common, zone, reason: failureReason(code, declineCode) },
      ...{ again: next ? "yes" : "no", next: next ? format.format(next) : "" },
    }),
  };
}

import type { Tx } from "@/db/client";
import { brand } from "@/lib/brand";
import type { AccountId } from "@/lib/ids";
import { formatMoney } from "@/lib/money";
import { dateLocale, type Language, numberLocale } from "@/messages/locales";
import { languageOf, mailWords, ourAddress, writeMail } from "./mail";
import { listPayers } from "./member-queries";

/** An automatic top-up that paused, as its mails tell of it. */
export type PausedTopUp = {
  accountId: AccountId;
  account: string;
  timezone: string;
  currency: string;
  because: string;
  at: Date;
  byCard: boolean;
  failure: string | null;
  amountMinor: bigint | null;
  payUrl: string | null;
};

const settingsPath = "/packs#auto-top-up";

/** Writes to everybody who may pay for the account, each in their own language where we know it. */
export async function mailPausedTopUp(tx: Tx, paused: PausedTopUp): Promise<void> {
  const { accountId } = paused;
  for (const { email: to, locale } of await listPayers(tx, accountId)) {
    const words = pauseWords(paused, languageOf(locale));
    await writeMail(tx, { accountId, kind: "top_up_paused", to, ...words });
  }
}

function pauseWords(paused: PausedTopUp, language: Language) {
  const { account, because, failure, byCard, currency, payUrl, timezone: zone } = paused;
  const t = mailWords(language);
  const at = new Intl.DateTimeFormat(dateLocale(language), {
    ...{ dateStyle: "long", timeStyle: "short", hourCycle: "h23", timeZone: zone },
  });
  const link = ourAddress(settingsPath);
  return {
    subject: t("topUpPaused.subject", { account }),
    body: t("topUpPaused.body", {
      ...{ account, because, zone, link, brand: brand.name, at: at.format(paused.at) },
      ...{ failure: failure ?? "other", byCard: byCard ? "yes" : "no", payLink: payUrl ?? link },
      amount: formatMoney({ minor: paused.amountMinor ?? 0n, currency }, numberLocale(language)),
    }),
  };
}

/** Credits an automatic top-up bought. */
export type BoughtByTopUp = {
  accountId: AccountId;
  account: string;
  invoiceId: string;
  number: string;
  pack: string;
  currency: string;
  amountMinor: bigint;
  hasInvoiceMail: boolean;
};

/** The receipt, to everybody who may pay; where the mail of its invoice is one already, nothing. */
export async function mailToppedUp(tx: Tx, bought: BoughtByTopUp): Promise<void> {
  if (bought.hasInvoiceMail) return;
  const { accountId, account, number, pack, amountMinor: minor, currency } = bought;
  for (const { email: to, locale } of await listPayers(tx, accountId)) {
    const language = languageOf(locale);
    const t = mailWords(language);
    const amount = formatMoney({ minor, currency }, numberLocale(language));
    const of = { account, number, pack, amount, brand: brand.name };
    const link = ourAddress(`/invoices/${bought.invoiceId}`);
    await writeMail(tx, {
      ...{ accountId, kind: "topped_up", to },
      subject: t("toppedUp.subject", of),
      body: t("toppedUp.body", { ...of, link, settingsLink: ourAddress(settingsPath) }),
    });
  }
}

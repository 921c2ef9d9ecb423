import type { Tx } from "@/db/client";
import { brand } from "@/lib/brand";
import type { AccountId } from "@/lib/ids";
import { formatMoney } from "@/lib/money";
import { dateLocale, type Language, numberLocale } from "@/messages/locales";
import { languageOf, mailWords, ourAddress, writeMail } from "./mail";
import { findUserByEmail } from "./member-queries";

/** An alert that fired, as its mails tell of it. */
export type FiredAlert = {
  accountId: AccountId;
  account: string;
  currency: string;
  timezone: string;
  ruleId: string;
  kind: "balance" | "usage" | "spend" | "run_out" | "spike" | "invoice" | "plan_change";
  threshold: bigint;
  figure: bigint | null;
  about: string | null;
  invoiceId: string | null;
  firedAt: Date;
  recipients: readonly string[];
  /** Of whoever made the rule. */
  language: string | null;
};

/** Writes to everybody the rule names, each in their own language where we know it. */
export async function mailAlert(tx: Tx, alert: FiredAlert): Promise<void> {
  for (const email of alert.recipients) {
    const user = await findUserByEmail(tx, email);
    const language = languageOf(user?.locale, alert.language);
    await writeMail(tx, {
      accountId: alert.accountId,
      kind: "alert",
      to: email,
      ...wordsOf(alert, { email, language }),
    });
  }
}

function wordsOf(alert: FiredAlert, { email, language }: { email: string; language: Language }) {
  const t = mailWords(language);
  const { account } = alert;
  const fact = t(`alert.fact.${alert.kind}`, figuresOf(alert, language));
  const at = new Intl.DateTimeFormat(dateLocale(language), {
    dateStyle: "long",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone: alert.timezone,
  }).format(alert.firedAt);
  const shown = alert.invoiceId ? `/invoices/${alert.invoiceId}` : "/alerts";
  return {
    subject: t("alert.subject", { account, fact }),
    body: t("alert.body", {
      ...{ account, fact, at, zone: alert.timezone, brand: brand.name, email },
      link: ourAddress(shown),
      ruleLink: ourAddress(`/alerts?rule=${alert.ruleId}`),
    }),
  };
}

function figuresOf({ kind, figure, threshold, about, ...alert }: FiredAlert, language: Language) {
  const locale = numberLocale(language);
  const number = (of: bigint) =>
    kind === "spend"
      ? formatMoney({ minor: of, currency: alert.currency }, locale)
      : new Intl.NumberFormat(locale).format(of);
  const isDay = kind === "run_out" || kind === "spike";
  return {
    figure: number(figure ?? 0n),
    count: figure === 1n ? 1 : 2, // for the grammar only
    threshold: number(threshold),
    about: isDay ? dayIn(about, alert.timezone, language) : (about ?? ""),
    has: about ? "yes" : "no",
  };
}

/** A local day, or an instant, as the day it is in the account's zone. */
function dayIn(about: string | null, zone: string, language: Language): string {
  const isDay = about?.length === 10;
  const format = new Intl.DateTimeFormat(dateLocale(language), {
    dateStyle: "long",
    timeZone: isDay ? "UTC" : zone,
  });
  return about ? format.format(new Date(about)) : "";
}

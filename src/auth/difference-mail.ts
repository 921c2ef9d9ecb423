import { createTranslator } from "next-intl";
import type { Tx } from "@/db/client";
import { formatMoney } from "@/lib/money";
import { numberLocale } from "@/messages/locales";
import { messagesFor } from "@/messages/messages";
import { mailWords, ourAddress, writeMail } from "./mail";

/** Something that does not match, as finance is told of it. */
export type ToldDifference = {
  cause: string;
  account: string | null;
  currency: string | null;
  minor: bigint | null;
  credits: bigint | null;
};

/** As many as a mail is read to its end for; the queue has them all. */
const named = 20;
/** Ours, of whom no language is known. */
const language = "en";

/** One mail of all that is new to each of them. */
export async function mailDifferences(
  tx: Tx,
  all: readonly ToldDifference[],
  to: readonly string[],
): Promise<void> {
  const t = mailWords(language);
  const messages = messagesFor(language);
  const causes = createTranslator({
    ...{ locale: language, messages, namespace: "reconciliation.causes" },
  });
  const lines = all
    .slice(0, named)
    .map((one) => `- ${figureOf(one)}: ${causes(one.cause as "on_its_way")}`);
  const of = {
    ...{ count: all.length, differences: lines.join("\n"), more: all.length - lines.length },
    link: ourAddress("/staff/reconciliation"),
  };
  for (const recipient of to) {
    const text = { subject: t("differences.subject", of), body: t("differences.body", of) };
    await writeMail(tx, { accountId: null, kind: "differences", to: recipient, ...text });
  }
}

/** Whose it is and how much: what Stripe has beyond the books, or credits given beyond what they should. */
function figureOf({ account, currency, minor, credits }: ToldDifference): string {
  const locale = numberLocale(language);
  const figure =
    currency === null
      ? `${new Intl.NumberFormat(locale).format(credits ?? 0n)} credits`
      : formatMoney({ minor: minor ?? 0n, currency }, locale);
  return account === null ? figure : `${account}, ${figure}`;
}

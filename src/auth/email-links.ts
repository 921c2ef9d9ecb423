import type { Tx } from "@/db/client";
import { serverDb } from "@/db/server";
import { inTransaction } from "@/db/transaction";
import { brand } from "@/lib/brand";
import type { Language } from "@/messages/locales";
import { countSignInTokens, insertSignInToken, takeSignInToken } from "./code-queries";
import { hashOf, looksLikeCode, newCode } from "./codes";
import { normalEmail } from "./email-address";
import { hasMail, languageOf, mailWords, ourAddress, writeMail } from "./mail";
import { findUserByEmail } from "./member-queries";
import { findPersonByEmail, type Person } from "./queries";
import type { Realm } from "./roles";

const lifeSeconds = 15 * 60;
// Per quarter of an hour. A person mistypes twice; a program tries a thousand times.
const limits = { forEmail: 5, fromIp: 20 };

/**
 * Asks for a sign-in link. Says nothing about whether the address is known: the answer is the same, and
 * whose address it is is only asked by what the caller runs once the answer is out, so the time is too.
 */
export async function requestEmailLink(request: {
  realm: Realm;
  email: string;
  ip?: string;
  language: Language;
}): Promise<() => Promise<void>> {
  const { realm, ip, language } = request;
  const email = normalEmail(request.email);
  if (!email || !hasMail()) return async () => {};

  const code = newCode();
  const within = await inTransaction(serverDb(), async (tx) => {
    const asked = await countSignInTokens(tx, { email, ip });
    if (asked.forEmail >= limits.forEmail || asked.fromIp >= limits.fromIp) return false;
    await insertSignInToken(tx, { realm, email, ip, hash: hashOf(code), lifeSeconds });
    return true;
  });
  if (!within) return async () => {};
  return () => inTransaction(serverDb(), (tx) => mailLink(tx, { realm, email, code, language }));
}

/** Uses a code from a mail up. Undefined when it is unknown, used, or too old. */
export async function redeemEmailLink(tx: Tx, code: unknown): Promise<Person | undefined> {
  const token = looksLikeCode(code) ? await takeSignInToken(tx, hashOf(code)) : undefined;
  return token && (await findPersonByEmail(tx, token));
}

/** Only to somebody we know. An address of staff and of a customer is two people (FAULTS A12). */
async function mailLink(
  tx: Tx,
  link: { realm: Realm; email: string; code: string; language: Language },
): Promise<void> {
  const { realm, email, code } = link;
  if (!(await findPersonByEmail(tx, { realm, email }))) return;
  const user = realm === "customer" ? await findUserByEmail(tx, email) : undefined;
  const t = mailWords(languageOf(user?.locale, link.language));
  await writeMail(tx, {
    accountId: null,
    kind: "sign_in",
    to: email,
    subject: t("signIn.subject", { brand: brand.name }),
    body: t("signIn.body", { link: ourAddress(`/sign-in/email/${code}`) }),
  });
}

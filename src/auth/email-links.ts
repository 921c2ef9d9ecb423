import { createTransport } from "nodemailer";
import type { Tx } from "@/db/client";
import { serverDb } from "@/db/server";
import { inTransaction } from "@/db/transaction";
import { env } from "@/env";
import { countSignInTokens, insertSignInToken, takeSignInToken } from "./code-queries";
import { hashOf, looksLikeCode, newCode } from "./codes";
import { normalEmail } from "./email-address";
import { findPersonByEmail, type Person } from "./queries";
import type { Realm } from "./roles";

const lifeSeconds = 15 * 60;
// Per quarter of an hour. A person mistypes twice; a program tries a thousand times.
const limits = { forEmail: 5, fromIp: 20 };

/** Whether sign-in links can be sent from here. */
export function hasMail(): boolean {
  return env.MAIL_URL !== undefined && env.MAIL_FROM !== undefined;
}

/**
 * Asks for a sign-in link. Says nothing about whether the address is known: the answer is the same,
 * and the mail is left to the caller to send once the answer is out, so the time is the same too.
 */
export async function requestEmailLink(request: {
  realm: Realm;
  email: string;
  ip?: string;
}): Promise<() => Promise<void>> {
  const email = normalEmail(request.email);
  if (!email || !hasMail()) return async () => {};

  const code = newCode();
  const known = await inTransaction(serverDb(), async (tx) => {
    const asked = await countSignInTokens(tx, { email, ip: request.ip });
    if (asked.forEmail >= limits.forEmail || asked.fromIp >= limits.fromIp) return false;
    await insertSignInToken(tx, { ...request, email, hash: hashOf(code), lifeSeconds });
    return (await findPersonByEmail(tx, { realm: request.realm, email })) !== undefined;
  });
  return known ? () => send(email, code) : async () => {};
}

/** Uses a code from a mail up. Undefined when it is unknown, used, or too old. */
export async function redeemEmailLink(tx: Tx, code: unknown): Promise<Person | undefined> {
  const token = looksLikeCode(code) ? await takeSignInToken(tx, hashOf(code)) : undefined;
  return token && (await findPersonByEmail(tx, token));
}

async function send(email: string, code: string): Promise<void> {
  // The address is ours, not the request's Host: nobody else can have links point at them.
  const link = new URL(`/sign-in/email/${code}`, env.PUBLIC_URL).href;
  await createTransport(env.MAIL_URL).sendMail({
    from: env.MAIL_FROM,
    to: email,
    subject: "Your sign-in link",
    text: `Open this page and press “Sign in”:\n\n${link}\n\nIt works once, for 15 minutes. If you did not ask for it, nothing happens.\n`,
  });
}

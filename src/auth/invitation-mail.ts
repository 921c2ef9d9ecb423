import type { Tx } from "@/db/client";
import { brand } from "@/lib/brand";
import { assert } from "@/lib/errors";
import type { Language } from "@/messages/locales";
import { hashOf } from "./codes";
import { findInvitationByCode } from "./invitation-queries";
import { languageOf, mailWords, ourAddress, writeMail } from "./mail";
import { findUserByEmail } from "./member-queries";

/** Writes to whoever was invited: in their language where we know it, else in the inviter's. */
export async function mailInvitation(
  tx: Tx,
  { code, language }: { code: string; language: Language },
): Promise<void> {
  const invitation = await findInvitationByCode(tx, hashOf(code));
  assert(invitation, "an invitation is there before its mail");
  const { accountId, account, email, role, invitedBy } = invitation;
  const user = await findUserByEmail(tx, email);
  const t = mailWords(languageOf(user?.locale, language));
  const words = { account, inviter: invitedBy ?? account, role, brand: brand.name };
  await writeMail(tx, {
    accountId,
    kind: "invitation",
    to: email,
    subject: t("invitation.subject", words),
    body: t("invitation.body", { ...words, link: ourAddress(`/invitation/${code}`) }),
  });
}

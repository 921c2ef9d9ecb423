import { hasMail, mailWords, ourAddress, writeMail } from "@/auth/mail";
import type { Tx } from "@/db/client";
import { env } from "@/env";

/** A mail to whoever runs this deployment, if they left an address, that an endpoint was switched off. */
export async function tellOperator(
  tx: Tx,
  { url, because }: { url: string; because: "failing" | "gone" },
): Promise<void> {
  if (!env.OPERATOR_EMAIL || !hasMail()) return;
  const t = mailWords("en");
  const page = ourAddress("/staff/webhooks");
  await writeMail(tx, {
    ...{ accountId: null, kind: "webhook_disabled", to: env.OPERATOR_EMAIL },
    subject: t("webhookDisabled.subject"),
    body: t("webhookDisabled.body", { url, page, because }),
  });
}

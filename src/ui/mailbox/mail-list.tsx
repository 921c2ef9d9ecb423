import Link from "next/link";
import { useTranslations } from "next-intl";
import { Shell } from "../shell";
import { When } from "../when";

export type Mail = {
  id: string;
  recipient: string;
  subject: string;
  body: string;
  createdAt: Date;
  sentAt: Date | null;
};

/** The sandbox's mailbox: every mail to anybody, the newest first. */
export function MailList({ mails }: { mails: Mail[] }) {
  const t = useTranslations("mail.sandbox");
  return (
    <Shell>
      <h1 className="mb-2 font-serif text-figure">{t("title")}</h1>
      <p className="mb-8 text-muted">
        {t("note")} {t("utc")}
      </p>
      {mails.length === 0 ? (
        <p>{t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("subject")}</th>
              <th scope="col" className="max-sm:hidden">
                {t("to")}
              </th>
              <th scope="col">{t("at")}</th>
            </tr>
          </thead>
          <tbody>
            {mails.map((mail) => (
              <Row key={mail.id} mail={mail} />
            ))}
          </tbody>
        </table>
      )}
    </Shell>
  );
}

function Row({ mail: { id, recipient, subject, createdAt, sentAt } }: { mail: Mail }) {
  const t = useTranslations("mail.sandbox");
  return (
    <tr data-row>
      <th scope="row" className="font-normal break-words">
        <Link href={`/sandbox/mail/${id}`} className="text-green underline underline-offset-4">
          {subject}
        </Link>
        <span className="block text-small break-all text-muted sm:hidden">{recipient}</span>
      </th>
      <td className="break-all max-sm:hidden">{recipient}</td>
      <td>
        <When at={createdAt} zone="UTC" as="instant" />
        <span className="block text-small text-muted">
          {t("state", { state: sentAt ? "sent" : "waiting" })}
        </span>
      </td>
    </tr>
  );
}

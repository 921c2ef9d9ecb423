import Link from "next/link";
import { useTranslations } from "next-intl";
import { Shell } from "../shell";
import { When } from "../when";
import type { Mail } from "./mail-list";

/** One mail, as its text. `home` is where our own links begin. */
export function OneMail({ mail, home }: { mail: Mail; home: string }) {
  const t = useTranslations("mail.sandbox");
  return (
    <Shell>
      <p className="mb-6">
        <Link href="/sandbox/mail" className="text-green underline underline-offset-4">
          {t("back")}
        </Link>
      </p>
      <h1 className="mb-4 font-serif text-title break-words">{mail.subject}</h1>
      <p className="mb-6 text-small break-all text-muted">
        {t("to")} {mail.recipient}
        <span className="block">
          <When at={mail.createdAt} zone="UTC" as="instant" /> · {t("utc")}
        </span>
      </p>
      <section aria-label={t("text")} className="max-w-prose break-words whitespace-pre-wrap">
        <Linked text={mail.body} home={home} />
      </section>
    </Shell>
  );
}

/** A mail is text; our own addresses in it can be followed, those of others cannot. */
function Linked({ text, home }: { text: string; home: string }) {
  return text.split(/(https?:\/\/\S+)/).map((part, index) => {
    if (!part.startsWith(home)) return part;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which never move.
      <a key={index} href={part} className="text-green underline underline-offset-4 break-all">
        {part}
      </a>
    );
  });
}

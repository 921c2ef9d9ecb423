import { useTranslations } from "next-intl";

/** The way to the sandbox's mail, where a mail was just announced. */
export function MailboxLink() {
  const t = useTranslations("mail.sandbox");
  return (
    <p className="mt-4 text-small">
      <a href="/sandbox/mail" className="text-green underline underline-offset-4">
        {t("open")}
      </a>
    </p>
  );
}

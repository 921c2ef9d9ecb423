"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { History } from "../audit/history";
import { monthName } from "../months/data";
import { Section } from "../section";
import { Confirm } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import { SecretDialog } from "../webhooks/secret";
import { When } from "../when";
import type { AuditorActs, AuditorLink } from "./data";
import { NewLink } from "./new-link";

type Props = {
  links: AuditorLink[];
  /** The months that are closed, the newest first. */
  closed: string[];
  zone: string;
  acts: AuditorActs;
};

/** RC10: who of outside reads which months, until when, and when they did last. A link is seen once, when it is made. */
export function AuditorLinks({ links, closed, zone, acts }: Props) {
  const t = useTranslations("auditors.links");
  const [url, setUrl] = useState<string>();
  return (
    <Section title={t("title")} className="mt-12 print:hidden">
      <p className="mb-6 max-w-prose text-muted">{t("about")}</p>
      {links.length === 0 ? (
        <p className="mb-6 text-muted">{t("none")}</p>
      ) : (
        <LinkTable {...{ links, zone, acts }} />
      )}
      {closed.length === 0 ? (
        <p className="text-muted">{t("nothingClosed")}</p>
      ) : (
        <NewLink closed={closed} act={acts.create} onMade={setUrl} />
      )}
      {url && <SecretDialog of="auditor" secret={url} onClose={() => setUrl(undefined)} />}
    </Section>
  );
}

function LinkTable({ links, zone, acts }: Pick<Props, "links" | "zone" | "acts">) {
  const t = useTranslations("auditors.links");
  return (
    <table className="ledger mb-8">
      <caption className="sr-only">{t("title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("auditor")}</th>
          <th scope="col" className="max-md:hidden">
            {t("months")}
          </th>
          <th scope="col" className="max-md:hidden">
            {t("lastOpened")}
          </th>
          <th scope="col">{t("state")}</th>
        </tr>
      </thead>
      <tbody>
        {links.map((link) => (
          <Row key={link.id} {...{ link, zone, acts }} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ link, zone, acts }: { link: AuditorLink } & Pick<Props, "zone" | "acts">) {
  const t = useTranslations("auditors.links");
  const locale = useLocale();
  const [first, last] = [link.firstMonth, link.lastMonth].map((one) => monthName(one, locale));
  return (
    <tr data-row>
      <th scope="row" className="font-normal wrap-anywhere">
        {link.auditor}
        <span className="block text-small text-muted">
          {t("madeBy", { name: link.createdBy, reason: link.reason })}
        </span>
        <History subject={link.id} name={link.auditor} may />
      </th>
      <td className="max-md:hidden">
        {first === last ? first : t("span", { first: first ?? "", last: last ?? "" })}
      </td>
      <td className="max-md:hidden">
        {link.lastOpenedAt ? <When at={link.lastOpenedAt} zone={zone} as="instant" /> : t("never")}
        {link.opened > 0 && (
          <span className="block text-small text-muted">{t("times", { count: link.opened })}</span>
        )}
      </td>
      <td>
        <State {...{ link, zone, acts }} />
      </td>
    </tr>
  );
}

function State({ link, zone, acts }: { link: AuditorLink } & Pick<Props, "zone" | "acts">) {
  const t = useTranslations("auditors.links");
  const revoke = useAct(acts.revoke, () => t("isRevoked"));
  const name = link.auditor;
  if (link.isOver) {
    return (
      <span className="text-muted">
        {t(link.revokedAt ? "revoked" : "expired")}{" "}
        <When at={link.revokedAt ?? link.expiresAt} zone={zone} />
      </span>
    );
  }
  return (
    <>
      {t("until")} <When at={link.expiresAt} zone={zone} />
      <span className="block">
        <Confirm
          button={t("revoke")}
          label={t("revokeOf", { name })}
          title={t("dialogTitle", { name })}
          text={t("dialogText")}
          confirm={t("revoke")}
          busy={revoke.busy}
          onConfirm={() => revoke.run({ id: link.id })}
        />
      </span>
    </>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Section } from "../section";
import { When } from "../when";
import { ActWords } from "./act";
import { Actor } from "./actor";
import { type AuditView, auditHref } from "./address";
import type { AuditAct } from "./data";
import { AuditFilter } from "./filter";

type Props = {
  page: { acts: AuditAct[]; next: string | null };
  view: AuditView;
  zone: string;
};

const way = "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline";

/** AU1: what was done, the newest first. */
export function AuditLog({ page, view, zone }: Props) {
  const t = useTranslations("console.audit");
  return (
    <Section title={t("log")}>
      <AuditFilter view={view} />
      {page.acts.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <ol className="divide-y divide-rule">
          {page.acts.map((act) => (
            <Row key={`${act.account?.id}${act.position}`} act={act} zone={zone} />
          ))}
        </ol>
      )}
      <p className="mt-4 flex flex-wrap gap-x-6 text-small print:hidden">
        {view.before && (
          <Link href={auditHref(view, {})} className={way}>
            {t("newest")}
          </Link>
        )}
        {page.next && (
          <Link href={auditHref(view, { before: page.next })} className={way}>
            {t("older")}
          </Link>
        )}
      </p>
    </Section>
  );
}

function Row({ act, zone }: { act: AuditAct; zone: string }) {
  const t = useTranslations("console.audit");
  const { account, at, actor, actorName, requestId, position, hash } = act;
  return (
    <li data-row className="grid gap-x-6 gap-y-0.5 py-3 md:grid-cols-[11rem_1fr_14rem]">
      <span className="text-small text-muted md:text-body">
        <When at={at} zone={zone} as="instant" />
      </span>
      <span className="min-w-0 wrap-anywhere">
        <ActWords of={act} />
      </span>
      <span className="min-w-0 text-small wrap-anywhere">
        <span className="block text-body">
          <Actor actor={actor} name={actorName} />
        </span>
        {account ? (
          <Link
            href={`/staff/customers/${account.id}`}
            className="text-green underline underline-offset-4"
          >
            {account.name}
          </Link>
        ) : (
          <span className="text-muted">{t("nobodys")}</span>
        )}
        <span className="block text-muted">
          {t("proof", { position: String(position), hash: hash.slice(0, 12), requestId })}
        </span>
      </span>
    </li>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import { linkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { When } from "../when";
import { type QueueView, queueHref } from "./address";
import { classes, type Difference, statuses } from "./data";
import { Figure } from "./figure";

type Props = { differences: Difference[]; next: string | null; view: QueueView; zone: string };

const way =
  "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline aria-[current]:underline";

/** RC3: what does not match, each with why, whose it is, and the way to it. */
export function DifferenceQueue({ differences, next, view, zone }: Props) {
  const t = useTranslations("reconciliation.queue");
  return (
    <Section title={t("title")}>
      <Filter view={view} />
      {differences.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <ul className="divide-y divide-rule">
          {differences.map((one) => (
            <Row key={one.id} of={one} zone={zone} />
          ))}
        </ul>
      )}
      {next && (
        <p className="mt-4">
          <Link href={queueHref(view, { after: next })} className={linkStyle}>
            {t("next", { count: 50 })}
          </Link>
        </p>
      )}
    </Section>
  );
}

function Filter({ view }: { view: QueueView }) {
  const t = useTranslations("reconciliation.queue");
  const named = useTranslations("reconciliation.classes");
  const rows = [
    statuses.map((status) => ({
      to: { status },
      here: view.status === status,
      words: t(`status.${status}`),
    })),
    [null, ...classes].map((one) => ({
      ...{ to: { class: one }, here: view.class === one, words: one ? named(one) : t("any") },
    })),
    [false, true].map((mine) => ({
      ...{ to: { mine }, here: view.mine === mine, words: t(mine ? "mine" : "nobodys") },
    })),
  ];
  return (
    <nav aria-label={t("filter")} className="mb-6 space-y-1 print:hidden">
      {rows.map((row) => (
        <ul key={row[0]?.words} className="flex flex-wrap gap-x-6 gap-y-1">
          {row.map(({ to, here, words }) => (
            <li key={words}>
              <Link
                href={queueHref(view, to)}
                scroll={false}
                aria-current={here ? "true" : undefined}
                className={way}
              >
                {words}
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

function Row({ of, zone }: { of: Difference; zone: string }) {
  const t = useTranslations("reconciliation.queue");
  const named = useTranslations("reconciliation.classes");
  const causes = useTranslations("reconciliation.causes");
  const { account, assignedTo, closedAt, closedBecause, comments } = of;
  return (
    <li data-row className="grid gap-x-6 gap-y-1 py-3 md:grid-cols-[1fr_auto]">
      <div className="min-w-0 wrap-anywhere">
        <p>
          <Link href={`/staff/reconciliation/${of.id}`} className={linkStyle}>
            {named(of.class)}
          </Link>
        </p>
        <p>{causes(of.cause)}</p>
        <p className="text-small text-muted">
          {account && (
            <Link href={`/staff/customers/${account.id}`} className={linkStyle}>
              {account.name}
            </Link>
          )}
          {account && " · "}
          {t.rich("happened", {
            time: () => <When at={of.occurredAt} zone={zone} as="instant" />,
          })}
          {" · "}
          {assignedTo ? t("with", { name: assignedTo.name }) : t("nobody")}
          {comments > 0 && ` · ${t("comments", { count: comments })}`}
          {closedAt && (
            <span className="block text-ink">
              {t.rich("closedBy", {
                time: () => <When at={closedAt} zone={zone} as="instant" />,
                reason: closedBecause ?? "–",
              })}
            </span>
          )}
        </p>
      </div>
      <p className="md:text-end">
        <Figure of={of} />
      </p>
    </li>
  );
}

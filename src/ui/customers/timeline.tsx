import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { ActWords } from "../audit/act";
import { Actor } from "../audit/actor";
import { History } from "../audit/history";
import { staffCharges } from "../charges/address";
import { Credits } from "../credits";
import { Section } from "../section";
import { When } from "../when";
import { type CustomerView, customerHref } from "./address";
import { type TimelineItem, timelineKinds } from "./data";

type Props = {
  id: string;
  zone: string;
  view: CustomerView;
  mayAudit: boolean;
  page: { items: TimelineItem[]; next: string | null };
};

const link = "text-green underline underline-offset-4";
const way = "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline";

/** ST1: money, credits, plans, sign-ins and acts in one line of time, each leading to what is behind it. */
export function Timeline({ id, zone, view, mayAudit, page }: Props) {
  const t = useTranslations("console.timeline");
  return (
    <Section title={t("title")} note={t("zone", { zone })} className="mt-12">
      <Kinds id={id} view={view} />
      {page.items.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <ol className="divide-y divide-rule">
          {page.items.map((item) => (
            <li
              key={keyOf(item)}
              data-row
              className="grid gap-x-6 gap-y-0.5 py-2 sm:grid-cols-[11rem_1fr_auto]"
            >
              <span className="text-small text-muted sm:text-body">
                <When at={item.at} zone={zone} as="instant" />
              </span>
              <Item id={id} view={view} mayAudit={mayAudit} item={item} />
            </li>
          ))}
        </ol>
      )}
      <p className="mt-4 flex flex-wrap gap-x-6 text-small print:hidden">
        {view.before && (
          <Link href={customerHref(id, view)} scroll={false} className={way}>
            {t("newest")}
          </Link>
        )}
        {page.next && (
          <Link href={customerHref(id, view, { before: page.next })} scroll={false} className={way}>
            {t("older")}
          </Link>
        )}
      </p>
    </Section>
  );
}

function keyOf(item: TimelineItem): string {
  if (item.source === "ledger") return `l${item.version}`;
  return item.source === "act" ? `a${item.position}` : `p${item.at.getTime()}`;
}

/** Every kind can be put in or taken out; none chosen is everything but use. */
function Kinds({ id, view }: { id: string; view: CustomerView }) {
  const t = useTranslations("console.timeline");
  return (
    <ul aria-label={t("filter")} className="mb-4 flex flex-wrap gap-x-6 gap-y-1 print:hidden">
      <li>
        <Link
          href={customerHref(id, view, { kinds: [] })}
          scroll={false}
          aria-current={view.kinds.length === 0 ? "true" : undefined}
          className={`${way} aria-[current]:underline`}
        >
          {t("all")}
        </Link>
      </li>
      {timelineKinds.map((kind) => (
        <li key={kind}>
          <Link
            href={customerHref(id, view, { kinds: toggled(view.kinds, kind) })}
            scroll={false}
            aria-current={view.kinds.includes(kind) ? "true" : undefined}
            className={`${way} aria-[current]:underline`}
          >
            {t(`kind.${kind}`)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function toggled<T>(all: readonly T[], one: T): T[] {
  return all.includes(one) ? all.filter((other) => other !== one) : [...all, one];
}

type ItemProps = Pick<Props, "id" | "view" | "mayAudit"> & { item: TimelineItem };

function Item({ id, view, mayAudit, item }: ItemProps) {
  const t = useTranslations("console.timeline");
  if (item.source === "plan") {
    return (
      <span className="sm:col-span-2">
        {t(`plan.${planWord(item.kind)}`, { plan: item.plan })}
        {" · "}
        <Link href={staffCharges(id).path} className={link}>
          {t("charges")}
        </Link>
      </span>
    );
  }
  if (item.source === "act") {
    return (
      <>
        <span className="min-w-0 wrap-anywhere">
          <ActWords of={{ ...item, act: item.kind }} />{" "}
          {item.subject && <History subject={item.subject} account={id} may={mayAudit} />}
        </span>
        <By of={item} />
      </>
    );
  }
  return (
    <>
      <span className="min-w-0 wrap-anywhere">
        <Link
          href={customerHref(id, view, { before: view.before, entry: item.version })}
          className={link}
        >
          {t("entry", { kind: item.kind, version: String(item.version) })}
        </Link>
        {item.invoice?.number && (
          <>
            {" · "}
            <Link href={`/staff/invoices/${item.invoice.id}`} className={link}>
              {item.invoice.number}
            </Link>
          </>
        )}
        <span className="block text-small text-muted">{item.reason}</span>
      </span>
      <By of={item}>
        {item.credits !== 0n && (
          <span className="block">
            <Credits of={item.credits} sign />
          </span>
        )}
        {item.receivable !== 0n && item.currency && (
          <span className="block">
            {t(item.receivable > 0n ? "charged" : "settled")}{" "}
            <Amount of={{ minor: abs(item.receivable), currency: item.currency }} />
          </span>
        )}
      </By>
    </>
  );
}

function By({
  of: { actor, actorName },
  children,
}: {
  of: { actor: string; actorName: string | null };
  children?: ReactNode;
}) {
  return (
    <span className="sm:text-end">
      {children}
      <span className="block text-small text-muted">
        <Actor actor={actor} name={actorName} />
      </span>
    </span>
  );
}

function planWord(kind: string): "start" | "renewal" | "change" | "trial_end" {
  return kind === "start" || kind === "change" || kind === "trial_end" ? kind : "renewal";
}

function abs(of: bigint): bigint {
  return of < 0n ? -of : of;
}

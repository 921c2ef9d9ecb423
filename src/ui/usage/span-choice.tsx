import Link from "next/link";
import { useTranslations } from "next-intl";
import { When } from "../when";
import { anotherSpan, type UsageAddress, usageHref } from "./address";
import type { UsageSpan } from "./data";
import { useSpanWords } from "./span-words";

type Props = { span: UsageSpan; periods: UsageSpan[]; address: UsageAddress; zone: string };

/** US1: which stretch of use. Periods first, by their invoices; any days after them. */
export function SpanChoice({ span, periods, address, zone }: Props) {
  const t = useTranslations("usage.span");
  const nameOf = useSpanWords(zone);
  const at = periods.findIndex(({ key }) => key !== null && key === span.key);
  return (
    <div className="mb-8">
      <div className="flex flex-wrap items-baseline gap-x-6 gap-y-2">
        <details data-menu className="relative">
          <summary className="cursor-pointer py-1 font-serif text-title underline decoration-rule underline-offset-8">
            {nameOf(span)}
          </summary>
          <div className="absolute start-0 z-10 mt-2 max-h-112 w-84 max-w-[calc(100vw-3rem)] overflow-y-auto border border-strong bg-sheet p-4">
            <Periods {...{ span, periods, address, zone }} />
            <Days address={address} />
          </div>
        </details>
        <nav aria-label={t("steps")} className="flex gap-x-5 text-small print:hidden">
          <Step
            to={at === -1 ? undefined : periods[at + 1]}
            label={t("earlier")}
            address={address}
          />
          <Step to={at <= 0 ? undefined : periods[at - 1]} label={t("later")} address={address} />
        </nav>
      </div>
      <p className="mt-2 text-small text-muted">
        {t.rich("bounds", {
          start: () => <When at={span.start} zone={zone} as="instant" />,
          end: () => <When at={span.end} zone={zone} as="instant" />,
          zone,
        })}
      </p>
      {span.line && <LineNote span={span} address={address} />}
    </div>
  );
}

function Periods({ span, periods, address, zone }: Props) {
  const t = useTranslations("usage.span");
  const nameOf = useSpanWords(zone);
  return (
    <>
      <p className="text-small text-muted">{t("periods")}</p>
      <ul className="mb-4">
        {periods.map((one, index) => (
          <li key={one.key}>
            <Link
              href={usageHref(address, { ...anotherSpan, period: index === 0 ? null : one.key })}
              aria-current={one.key === span.key ? "true" : undefined}
              className="block py-1 underline decoration-rule underline-offset-4 hover:decoration-current aria-[current=true]:font-semibold"
            >
              {nameOf(one)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Works without a script: a form that asks for this page with other days. */
function Days({ address }: { address: UsageAddress }) {
  const t = useTranslations("usage.span");
  const kept = Object.entries({ ...address, ...anotherSpan, at: null, key: null });
  return (
    <form action="/usage" className="border-t border-rule pt-3">
      <p className="mb-2 text-small text-muted">{t("range")}</p>
      {kept.map(
        ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <div className="flex flex-wrap items-end gap-3">
        <Day name="from" label={t("from")} value={address.from} />
        <Day name="to" label={t("to")} value={address.to} />
        <button type="submit" className="border border-strong px-3 py-1">
          {t("show")}
        </button>
      </div>
    </form>
  );
}

function Day({ name, label, value }: { name: string; label: string; value: string | undefined }) {
  return (
    <label className="text-small">
      <span className="block text-muted">{label}</span>
      <input
        type="date"
        name={name}
        required
        min="1970-01-01"
        max="2199-12-31"
        defaultValue={value}
        className="border border-muted bg-sheet px-2 py-1 text-ink"
      />
    </label>
  );
}

type StepProps = { to: UsageSpan | undefined; label: string; address: UsageAddress };

function Step({ to, label, address }: StepProps) {
  if (!to?.key) return null;
  return (
    <Link
      href={usageHref(address, { ...anotherSpan, period: to.key })}
      className="py-0.5 text-green underline underline-offset-4"
    >
      {label}
    </Link>
  );
}

/** What an invoice line has, and that it is not the same as what happened between its dates. */
function LineNote({ span, address }: { span: UsageSpan; address: UsageAddress }) {
  const t = useTranslations("usage.span");
  const { invoice, line } = span;
  if (!line) return null;
  return (
    <p className="mt-3 max-w-prose border-s-2 border-ochre ps-4">
      {t(`line.${line.kind === "overage" ? "overage" : line.kind === "plan" ? "plan" : "other"}`, {
        number: invoice?.number ?? "",
        numbered: invoice?.number ? "yes" : "no",
      })}{" "}
      {invoice && (
        <Link
          href={`/invoices/${invoice.id}#line-${line.id}`}
          className="text-green underline underline-offset-4"
        >
          {t("line.invoice")}
        </Link>
      )}
      {" · "}
      <Link
        href={usageHref(address, anotherSpan)}
        className="text-green underline underline-offset-4"
      >
        {t("line.leave")}
      </Link>
    </p>
  );
}

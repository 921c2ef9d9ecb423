import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { linkStyle } from "../credits-page/link-style";
import { LineTitle } from "../invoices/line-title";
import { SourceName } from "../overview/source-name";
import { When } from "../when";
import type { ExplainedPlace } from "./address";
import type { Explanation, Part } from "./data";
import { Unit } from "./unit";
import { usePartWords } from "./words";

type Props = { told: Explanation; place: ExplainedPlace; zone: string };

/** What the figure is made of, each part with the way to its own page. */
export function Parts({ told: { parts, amount, asset }, place, zone }: Props) {
  const t = useTranslations("explain");
  return (
    <table className="ledger">
      <caption className="sr-only">{t("parts")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("what")}</th>
          <th scope="col" className="figure">
            {t("amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts stand in an order that says which they are.
          <tr key={index}>
            <th scope="row" className="font-normal">
              <PartName part={part} place={place} zone={zone} />
              <At part={part} zone={zone} />
            </th>
            <td className="figure">
              <Unit asset={asset} amount={part.amount} bare />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t("sum")}</th>
          <td className="figure">
            <Unit asset={asset} amount={amount} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function PartName({ part, place, zone }: { part: Part; place: ExplainedPlace; zone: string }) {
  const words = usePartWords();
  const { what, ref } = part;
  if (ref === null) return words(what);
  switch (ref.to) {
    case "grant":
      return (
        <Way to={place.grant(ref.id)}>
          <SourceName of={ref.category as Parameters<typeof SourceName>[0]["of"]} />
        </Way>
      );
    case "entry":
      return <Way to={place.entry(ref.version)}>{words(what)}</Way>;
    case "line":
      return (
        <>
          {what !== "line" && <span className="block">{words(what)}</span>}
          <Way to={place.line(ref.invoiceId, ref.id)}>
            <LineTitle line={ref} zone={zone} />
          </Way>
          {ref.number && <span className="ms-3 text-small text-muted">{ref.number}</span>}
        </>
      );
    case "period":
      return <Way to={place.period?.(ref.id) ?? null}>{ref.plan}</Way>;
    case "day":
      return (
        <Way to={place.day?.(ref.day) ?? null}>
          {part.at ? <When at={part.at} zone={zone} /> : ref.day}
        </Way>
      );
    case "invoice":
      return (
        <>
          {what !== "open" && `${words(what)} `}
          <Way to={place.invoice(ref.id)}>{ref.number ?? words("draft")}</Way>
        </>
      );
  }
}

function Way({ to, children }: { to: string | null; children: ReactNode }) {
  if (to === null) return children;
  return (
    <Link href={to} prefetch={false} className={linkStyle}>
      {children}
    </Link>
  );
}

const times = ["grant", "open", "kept", "applied", "paidOut", "granted", "period"] as const;

/** When it ends, began or is due. */
function At({ part: { what, at }, zone }: { part: Part; zone: string }) {
  const t = useTranslations("explain.at");
  const key = what.startsWith("hold") ? "hold" : times.find((one) => one === what);
  if (!key || at === null) return null;
  return (
    <span className="block text-small text-muted">
      {t.rich(key, { time: () => <When at={at} zone={zone} /> })}
    </span>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { linkStyle, smallLinkStyle } from "../credits-page/link-style";
import { shownStatus } from "../invoices/data";
import { LineTitle } from "../invoices/line-title";
import { hasUsage } from "../invoices/lines";
import { Span } from "../invoices/list-table";
import { Status } from "../status";
import { When } from "../when";
import type { ChargesPlace } from "./address";
import type { ChargedLine } from "./data";

type Props = { lines: ChargedLine[]; place: ChargesPlace; zone: string };

/** On a phone the document stands under its line, and the amount with its tax is the one told. */
export function ChargeTable({ lines, place, zone }: Props) {
  const t = useTranslations("explain.charges");
  return (
    <table className="ledger">
      <caption className="sr-only">{t("caption")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("for")}</th>
          <th scope="col" className="max-md:hidden">
            {t("document")}
          </th>
          <th scope="col" className="figure max-sm:hidden">
            {t("net")}
          </th>
          <th scope="col" className="figure max-sm:hidden">
            {t("tax")}
          </th>
          <th scope="col" className="figure">
            {t("withTax")}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Row key={line.id} line={line} place={place} zone={zone} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ line, place, zone }: { line: ChargedLine; place: ChargesPlace; zone: string }) {
  const t = useTranslations("explain.charges");
  const { id, invoice, net, tax, gross, lost, counts } = line;
  const faint = counts ? "" : "text-muted!";
  return (
    <tr id={`line-${id}`} data-row className="scroll-mt-4 target:bg-rule/30">
      <th scope="row" className="font-normal">
        <LineTitle line={line} zone={zone} />
        <span className="block text-small text-muted">
          <Span of={line.period} zone={zone} />
        </span>
        <span className="block text-small md:hidden">
          <Document line={line} place={place} zone={zone} />
        </span>
        {!counts && (
          <span className="block text-small text-muted">
            {t(invoice.status === "void" ? "isVoid" : "isDraft")}
          </span>
        )}
        {lost.minor !== 0n && (
          <span className="block text-small text-muted">
            {t.rich("lostOf", { amount: () => <Amount of={lost} /> })}
          </span>
        )}
        {(hasUsage(line) || line.kind === "pack") && (
          <Link
            href={place.usage(invoice.id, id)}
            className={`${smallLinkStyle} print:hidden`}
            prefetch={false}
          >
            {t("usage")}
          </Link>
        )}
      </th>
      <td className="max-md:hidden">
        <Document line={line} place={place} zone={zone} />
      </td>
      <td className={`figure max-sm:hidden ${faint}`}>
        <Amount of={net} />
      </td>
      <td className={`figure max-sm:hidden ${faint}`}>
        <Amount of={tax} />
      </td>
      <td className={`figure ${faint}`}>
        <Amount of={gross} />
      </td>
    </tr>
  );
}

function Document({ line: { id, invoice }, place, zone }: Parameters<typeof Row>[0]) {
  const t = useTranslations("explain.charges");
  return (
    <>
      <Link href={place.invoice(invoice.id, id)} className={linkStyle}>
        {invoice.number ?? t("draft")}
      </Link>
      <span className="ms-3 md:ms-0 md:block text-small text-muted">
        <When at={invoice.at} zone={zone} />
      </span>
      <span className="block text-small">
        <Status of={shownStatus(invoice)} />
      </span>
    </>
  );
}

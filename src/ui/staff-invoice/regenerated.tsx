import Link from "next/link";
import { useTranslations } from "next-intl";
import { linkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { staffInvoiceHref } from "./address";

type Part = "seller" | "buyer" | "facts" | "lines" | "totals" | "notes";

type Props = {
  invoiceId: string;
  of: {
    number: string;
    sha256: string;
    bytes: number;
    differences: { part: Part; kept: string[]; other: string[] }[];
  };
};

/** SI1: the document as it comes out now, and where today's seller and buyer would make another one of it. */
export function Regenerated({ invoiceId, of }: Props) {
  const t = useTranslations("refunds.again");
  return (
    <Section title={t("title")}>
      <p>{t("made", { number: of.number, bytes: of.bytes })}</p>
      <p className="text-small text-muted wrap-anywhere">
        {t("digest")} <code>{of.sha256}</code>
      </p>
      {of.differences.length === 0 ? (
        <p className="mt-4">{t("same")}</p>
      ) : (
        <Differences of={of.differences} />
      )}
      <p className="mt-4 text-small print:hidden">
        <Link href={staffInvoiceHref(invoiceId)} scroll={false} className={linkStyle}>
          {t("close")}
        </Link>
      </p>
    </Section>
  );
}

function Differences({ of }: { of: Props["of"]["differences"] }) {
  const t = useTranslations("refunds.again");
  return (
    <table className="ledger mt-4">
      <caption className="mb-2 text-start text-small text-muted">{t("caption")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("part")}</th>
          <th scope="col">{t("kept")}</th>
          <th scope="col">{t("today")}</th>
        </tr>
      </thead>
      <tbody>
        {of.map(({ part, kept, other }) => (
          <tr key={part}>
            <th scope="row" className="font-normal">
              {t(`parts.${part}`)}
            </th>
            <Lines of={kept} />
            <Lines of={other} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Lines({ of }: { of: readonly string[] }) {
  return (
    <td className="whitespace-pre-line wrap-anywhere">{of.length > 0 ? of.join("\n") : "–"}</td>
  );
}

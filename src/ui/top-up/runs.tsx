import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { When } from "../when";
import type { Run } from "./data";

/** The last times it ran, what came of each, and the document it made. */
export function Runs({ runs, zone }: { runs: Run[]; zone: string }) {
  const t = useTranslations("topUp.runs");
  return (
    <>
      <h3 className="mt-8 mb-2 font-serif text-title">{t("title")}</h3>
      {runs.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("at")}</th>
              <th scope="col">{t("what")}</th>
              <th scope="col" className="text-end! max-sm:hidden">
                {t("amount")}
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <Row key={run.id} run={run} zone={zone} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Row({ run, zone }: { run: Run; zone: string }) {
  const t = useTranslations("topUp");
  const { at, available, amount, invoiceId, number, payUrl, failure, why } = run;
  return (
    <tr data-row className="[&>*]:align-top!">
      <th scope="row" className="font-normal">
        <When at={at} zone={zone} as="instant" />
      </th>
      <td>
        <What run={run} />
        {why === "payment_failed" && failure && (
          <span className="block text-small text-muted">{t(`failure.${failure}`)}</span>
        )}
        <span className="block text-small text-muted">
          {t.rich("runs.left", { credits: () => <Credits of={available} /> })}
          {amount && (
            <span className="sm:hidden">
              {" · "}
              <Amount of={amount} />
            </span>
          )}
        </span>
        <span className="flex flex-wrap gap-x-4 text-small">
          {invoiceId && number && (
            <Link href={`/invoices/${invoiceId}`} prefetch={false} className={linkStyle}>
              {number}
            </Link>
          )}
          {payUrl && why === "to_prove" && (
            <a href={payUrl} className={linkStyle}>
              {t("paused.prove")}
            </a>
          )}
        </span>
      </td>
      <td className="text-end! max-sm:hidden">{amount && <Amount of={amount} />}</td>
    </tr>
  );
}

function What({ run: { status, why, packName, invoiceStatus } }: { run: Run }) {
  const t = useTranslations("topUp.runs");
  const pack = packName ?? "–";
  if (status === "due" || status === "ordered") return t(status);
  if (status === "paid") return t("paid", { pack });
  if (status === "failed" && invoiceStatus === "paid") return t("paidLater", { pack });
  return t(why ?? "off");
}

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Money } from "@/lib/money";
import { Amount } from "../amount";
import { type TaxMissing, TaxMissingNote } from "../tax-missing";
import { When } from "../when";
import type { PreviewData } from "./data";
import { LineName } from "./line-name";

type Props = { of: PreviewData; zone: string; taxMissing: TaxMissing };

/** Every line of the document to come, down to what is due now and what comes next. */
export function PreviewMoney({ of: { money, outcome }, zone, taxMissing }: Props) {
  const t = useTranslations("preview.money");
  const { lines, total, creditApplied, creditKept, carriedIn, carriedOn } = money;
  const { dueNow, onDraft } = money;
  return (
    <div className="min-w-0">
      <table className="ledger">
        <caption className="mb-2 border-t border-strong pt-2 text-start font-serif text-title">
          {t("title")}
        </caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">{t("for")}</th>
            <th scope="col">{t("amount")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a preview keep their order
            <Row key={index} name={<LineName of={line} zone={zone} />} amount={line.amount} />
          ))}
          {lines.length === 0 && (
            <tr>
              <th scope="row" colSpan={2} className="font-normal text-muted!">
                {t(outcome === "scheduled" ? "nothingNow" : "nothing")}
              </th>
            </tr>
          )}
          {lines.length > 1 && <Row name={t("total")} amount={total} />}
          {creditApplied.minor > 0n && (
            <Row name={t("creditApplied")} amount={negated(creditApplied)} />
          )}
          {creditKept.minor > 0n && <Row name={t("creditKept")} amount={creditKept} />}
          {carriedIn.minor > 0n && <Row name={t("carriedIn")} amount={carriedIn} />}
          {carriedOn.minor > 0n && <Row name={t("carriedOn")} amount={negated(carriedOn)} />}
        </tbody>
        <tfoot>
          <Row name={t("dueNow")} amount={dueNow} />
        </tfoot>
      </table>
      {onDraft && <p className="mt-3 text-small text-muted">{t("onDraft")}</p>}
      <Next money={money} zone={zone} />
      {(lines.length > 0 || money.nextInvoiceAt) && <TaxMissingNote of={taxMissing} />}
    </div>
  );
}

function Next({ money, zone }: { money: PreviewData["money"]; zone: string }) {
  const t = useTranslations("preview.money");
  const { nextInvoice, nextInvoiceAt: at } = money;
  if (!at) return <p className="mt-3 text-small text-muted">{t("noNext")}</p>;
  return (
    <p className="mt-3 text-small text-muted">
      {t.rich("next", {
        amount: () => <Amount of={nextInvoice} />,
        time: () => <When at={at} zone={zone} />,
      })}
    </p>
  );
}

function Row({ name, amount }: { name: ReactNode; amount: Money }) {
  return (
    <tr>
      <th scope="row" className="font-normal">
        {name}
      </th>
      <td className="figure">
        <Amount of={amount} />
      </td>
    </tr>
  );
}

function negated({ minor, currency }: Money): Money {
  return { minor: -minor, currency };
}

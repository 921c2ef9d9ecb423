import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { When } from "../when";
import type { PreviewData } from "./data";
import { type Difference, differencesOf } from "./difference";
import { LineName } from "./line-name";
import type { Quoted } from "./use-quotes";

type Props = { of: NonNullable<Quoted["was"]>; now: PreviewData; zone: string };

/** PC4: that what was shown does not hold any more, why, and each figure that is another now. */
export function RenewedNote({ of: { quote: was, why }, now, zone }: Props) {
  const t = useTranslations("preview.renewed");
  const differences = differencesOf(was, now);
  // Nobody was about to confirm, and nothing is another: there is nothing to tell.
  if (why === "renewed" && differences.length === 0) return null;
  return (
    <div className="border-s-2 border-ochre ps-4">
      <p>
        {t(why)} {differences.length === 0 ? t("same") : t("look")}
      </p>
      {differences.length > 0 && (
        <table className="ledger mt-3">
          <caption className="sr-only">{t("caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("what")}</th>
              <th scope="col" className="figure">
                {t("was")}
              </th>
              <th scope="col" className="figure">
                {t("is")}
              </th>
            </tr>
          </thead>
          <tbody>
            {differences.map((one, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew as a whole
              <tr key={index}>
                <th scope="row" className="font-normal">
                  <What of={one} zone={zone} />
                </th>
                <td className="figure">
                  <Figure of={one} side="was" zone={zone} />
                </td>
                <td className="figure">
                  <Figure of={one} side="is" zone={zone} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function What({ of, zone }: { of: Difference; zone: string }): ReactNode {
  const t = useTranslations("preview.renewed");
  const money = useTranslations("preview.money");
  switch (of.of) {
    case "line":
      return <LineName of={of.line} zone={zone} />;
    case "money":
      return of.figure === "nextInvoice" ? t("nextInvoice") : money(of.figure);
    case "credits":
      return t(`credits.${of.figure}`);
    case "outcome":
      return t("outcome");
    case "time":
      return t(of.figure);
  }
}

type FigureProps = { of: Difference; side: "was" | "is"; zone: string };

function Figure({ of, side, zone }: FigureProps): ReactNode {
  const t = useTranslations("preview.renewed");
  switch (of.of) {
    case "line":
    case "money": {
      const amount = of[side];
      return amount ? <Amount of={amount} /> : t("absent");
    }
    case "credits":
      return <Credits of={of[side]} />;
    case "outcome":
      return t(of[side] === "changed" ? "done" : of[side]);
    case "time": {
      const at = of[side];
      return at ? <When at={at} zone={zone} /> : t("absent");
    }
  }
}

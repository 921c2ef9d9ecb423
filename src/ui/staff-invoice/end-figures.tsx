import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { type EndQuote, endingCredits, endingParts } from "./data";

/** Where what was owed goes, to the minor unit, and beside it what becomes of the credits. */
export function EndingFigures({ of }: { of: EndQuote }) {
  const t = useTranslations("refunds.end");
  const { money, credits, status, tryUnderWay } = of;
  return (
    <>
      {tryUnderWay && (
        <p role="status" className="border-s-2 border-ochre ps-4">
          {t(`underWay.${status}`)}
        </p>
      )}
      <p aria-live="polite">
        {t.rich("would", {
          amount: () => <Amount of={money.owed} />,
          credits: () => <Credits of={credits.revoked} />,
          after: () => <Credits of={credits.after} />,
        })}
      </p>
      <Figures
        caption={t("money.caption")}
        heads={[t("money.part"), t("money.amount")]}
        rows={endingParts
          .filter((part) => money[part].minor !== 0n)
          .map((part) => ({ name: t(`money.${part}`), figure: <Amount of={money[part]} /> }))}
        end={{ name: t("money.owed"), figure: <Amount of={money.owed} /> }}
      />
      <Figures
        caption={t("credits.caption")}
        heads={[t("credits.what"), t("credits.count")]}
        rows={[
          { name: t("credits.before"), figure: <Credits of={credits.before} unit={false} /> },
          ...endingCredits
            .filter((part) => credits[part] !== 0n)
            .map((part) => ({
              name: t(`credits.${part}`),
              figure: <Credits of={credits[part]} unit={false} />,
            })),
        ]}
        end={{ name: t("credits.after"), figure: <Credits of={credits.after} unit={false} /> }}
      />
    </>
  );
}

type Row = { name: string; figure: ReactNode };
type Props = { caption: string; heads: [string, string]; rows: Row[]; end: Row };

function Figures({ caption, heads: [what, figure], rows, end }: Props) {
  return (
    <table className="ledger">
      <caption className="mb-2 text-start text-small text-muted">{caption}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{what}</th>
          <th scope="col">{figure}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Line key={row.name} of={row} />
        ))}
      </tbody>
      <tfoot>
        <Line of={end} />
      </tfoot>
    </table>
  );
}

function Line({ of: { name, figure } }: { of: Row }) {
  return (
    <tr>
      <th scope="row" className="font-normal">
        {name}
      </th>
      <td className="figure">{figure}</td>
    </tr>
  );
}

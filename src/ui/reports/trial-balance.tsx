import { useTranslations } from "next-intl";
import type { LedgerFigures } from "./data";
import { Figure } from "./figure";
import { Proof } from "./matrix";

const figures = ["opening", "debits", "credits", "closing"] as const;

/** RC4: the ledger in one table for each asset, and that it adds up to nothing. */
export function TrialBalance({ rows }: { rows: LedgerFigures[] }) {
  const t = useTranslations("reports");
  const assets = [...new Set(rows.map(({ asset }) => asset))];
  if (rows.length === 0) return <p className="text-muted">{t("none")}</p>;
  return assets.map((asset) => (
    <AssetTable key={asset} asset={asset} rows={rows.filter((row) => row.asset === asset)} />
  ));
}

function AssetTable({ asset, rows }: { asset: string; rows: LedgerFigures[] }) {
  const t = useTranslations("reports");
  const currency = asset === "credit" ? null : asset;
  const name = currency ? currency.toUpperCase() : t("ledger.credits");
  const sum = (of: (typeof figures)[number]) => rows.reduce((all, row) => all + row[of], 0n);
  return (
    <div className="mb-10 overflow-x-auto overscroll-x-contain">
      <table className="ledger">
        <caption className="mb-2 text-start font-serif">{name}</caption>
        <thead>
          <tr>
            <th scope="col">{t("ledger.account")}</th>
            {figures.map((one) => (
              <th
                key={one}
                scope="col"
                className={`figure ${one === "closing" ? "" : "max-sm:hidden"}`}
              >
                {t(`ledger.${one}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.kind} data-row>
              <th scope="row" className="font-normal">
                <code>{row.kind}</code>
              </th>
              {figures.map((one) => (
                <td key={one} className={`figure ${one === "closing" ? "" : "max-sm:hidden"}`}>
                  <Figure of={row[one]} currency={currency} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              <Proof holds={sum("closing") === 0n && sum("debits") === sum("credits")} />
            </th>
            {figures.map((one) => (
              <td key={one} className={`figure ${one === "closing" ? "" : "max-sm:hidden"}`}>
                <Figure of={sum(one)} currency={currency} />
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

import { useTranslations } from "next-intl";
import { useMonthName } from "../charges/words";
import { Marked } from "../marked";
import { Figure } from "../reports/figure";
import { Section } from "../section";
import { SideScroll } from "../side-scroll";
import { When } from "../when";

export type ProofFigures = {
  at: Date;
  month: string;
  rows: {
    asset: string;
    kind: string;
    opening: bigint;
    moved: bigint;
    closing: bigint;
    stored: bigint;
  }[];
};
type Row = ProofFigures["rows"][number];
const figures = ["opening", "moved", "closing", "stored"] as const;
const onPhone = (name: string) =>
  name === "closing" || name === "stored" ? "figure" : "figure max-sm:hidden";

/** RC4: of each asset the ledger adds up to nothing, and what moved since a month's opening comes to what is stored. */
export function LedgerProof({ of: { at, month, rows }, zone }: { of: ProofFigures; zone: string }) {
  const t = useTranslations("reconciliation.proof");
  const monthName = useMonthName();
  const note = t.rich("asOf", { time: () => <When at={at} zone={zone} as="instant" /> });
  const assets = [...Map.groupBy(rows, ({ asset }) => asset)];
  return (
    <Section title={t("title")} note={note}>
      <p className="mb-4 max-w-prose text-muted">{t("about", { month: monthName(month) })}</p>
      {assets.length === 0 && <p className="text-muted">{t("none")}</p>}
      {assets.map(([asset, own]) => (
        <Asset key={asset} asset={asset} rows={own} />
      ))}
    </Section>
  );
}

function Asset({ asset, rows }: { asset: string; rows: Row[] }) {
  const t = useTranslations("reconciliation.proof");
  const name = asset === "credit" ? t("credits") : asset.toUpperCase();
  const wrong = rows.filter(({ closing, stored }) => closing !== stored).length;
  const rest = rows.reduce((sum, { stored }) => sum + stored, 0n);
  return (
    <div className="mb-4">
      <p className="mb-1">
        {wrong === 0 && rest === 0n ? (
          <Marked isSentence of={{ mark: "●", tone: "text-green" }}>
            {t("holds", { name, count: rows.length })}
          </Marked>
        ) : (
          <Marked isSentence of={{ mark: "▲", tone: "text-ochre" }}>
            {t("fails", { name, count: rows.length, wrong })}
          </Marked>
        )}
      </p>
      <details>
        <summary className="min-h-6 cursor-pointer py-0.5 text-green underline underline-offset-4">
          {t("show", { name })}
        </summary>
        <SideScroll label={t("caption", { name })} className="mt-2 overscroll-x-contain">
          <Figures {...{ asset, name, rows }} />
        </SideScroll>
      </details>
    </div>
  );
}

function Figures({ asset, name, rows }: { asset: string; name: string; rows: Row[] }) {
  const t = useTranslations("reconciliation.proof");
  const currency = asset === "credit" ? null : asset;
  return (
    <table className="ledger">
      <caption className="sr-only">{t("caption", { name })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("account")}</th>
          {figures.map((one) => (
            <th key={one} scope="col" className={onPhone(one)}>
              {t(one)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.kind} data-row>
            <th scope="row" className="font-normal">
              <code>{row.kind}</code>
              {row.closing !== row.stored && (
                <span className="block text-small text-ochre">{t("differs")}</span>
              )}
            </th>
            {figures.map((one) => (
              <td key={one} className={onPhone(one)}>
                <Figure of={row[one]} currency={currency} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t("sum")}</th>
          {figures.map((one) => (
            <td key={one} className={onPhone(one)}>
              <Figure of={rows.reduce((sum, row) => sum + row[one], 0n)} currency={currency} />
            </td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}

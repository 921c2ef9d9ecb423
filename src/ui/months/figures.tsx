import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { Section } from "../section";
import { When } from "../when";
import type { RolledForward, Snapshot, TrialLine } from "./data";

const head = "py-2 ps-4 text-end font-normal";
const cell = "py-2 ps-4 text-end";
const wide = "hidden md:table-cell";

/** What a month was closed with: its hash, trial balance and deferred revenue. */
export function MonthFigures({ of, zone }: { of: Snapshot; zone: string }) {
  const t = useTranslations("months.figures");
  const { trialBalance, deferredRevenue, heads } = of.figures;
  const assets = [...new Set(trialBalance.map(({ asset }) => asset))];
  return (
    <Section title={t("title")} className="mb-10">
      <p className="text-small text-muted">
        {t.rich(of.takenBy === null ? "numberAlone" : "number", {
          number: of.number,
          name: of.takenBy ?? "",
          time: () => <When at={of.takenAt} zone={zone} as="instant" />,
        })}
      </p>
      <dl className="mb-6 text-small wrap-anywhere">
        <dt className="text-muted">{t("hash")}</dt>
        <dd data-hash>
          <code>{of.sha256}</code>
        </dd>
        <dt className="mt-2 text-muted">{t("heads", { accounts: Number(heads.accounts) })}</dt>
        <dd>
          <code>{heads.sha256 ?? "–"}</code>
        </dd>
      </dl>
      {of.changed && <Changed of={of.changed} />}
      {assets.map((asset) => (
        <Trial
          key={asset}
          asset={asset}
          lines={trialBalance.filter((one) => one.asset === asset)}
        />
      ))}
      {deferredRevenue.map((one) => (
        <Rolled key={one.currency} of={one} />
      ))}
    </Section>
  );
}

function Trial({ asset, lines }: { asset: string; lines: TrialLine[] }) {
  const t = useTranslations("months.figures");
  const unit = asset === "credit" ? t("creditUnit") : asset.toUpperCase();
  const total = lines.reduce((sum, { closing }) => sum + BigInt(closing), 0n);
  const columns = ["opening", "debits", "credits", "closing"] as const;
  return (
    <table className="mb-8 w-full">
      <caption className="mb-1 text-start font-serif text-body">{`${t("trial")}, ${unit}`}</caption>
      <thead className="border-b border-rule text-small text-muted">
        <tr>
          <th scope="col" className="py-2 text-start font-normal">
            {t("account")}
          </th>
          {columns.map((name) => (
            <th key={name} scope="col" className={`${head} ${name === "closing" ? "" : wide}`}>
              {t(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-rule">
        {lines.map((line) => (
          <tr key={line.kind}>
            <th scope="row" className="py-2 text-start font-normal wrap-anywhere">
              <code>{line.kind}</code>
            </th>
            {columns.map((name) => (
              <td key={name} className={`${cell} ${name === "closing" ? "" : wide}`}>
                <Figure minor={line[name]} asset={asset} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot className="border-t border-strong">
        <tr>
          <th scope="row" className="py-2 text-start font-normal">
            {t("total")}
          </th>
          <td colSpan={3} className={wide} />
          <td className={cell}>
            <Figure minor={`${total}`} asset={asset} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function Rolled({ of }: { of: RolledForward }) {
  const t = useTranslations("months.figures");
  const back = [of.credits, of.refunds, of.disputes, of.voids, of.writeOffs, of.other];
  const rows = [
    [t("opening"), of.opening],
    [t("billed"), of.billed],
    [t("recognized"), `${-BigInt(of.recognized)}`],
    [t("breakage"), `${-BigInt(of.breakage)}`],
    [t("back"), `${-back.reduce((sum, one) => sum + BigInt(one), 0n)}`],
    [t("closing"), of.closing],
  ] as const;
  return (
    <table className="mb-6 w-full max-w-md">
      <caption className="mb-1 text-start font-serif text-body">{`${t("rolled")}, ${of.currency.toUpperCase()}`}</caption>
      <tbody className="divide-y divide-rule">
        {rows.map(([name, minor]) => (
          <tr key={name}>
            <th scope="row" className="py-2 text-start font-normal">
              {name}
            </th>
            <td className={cell}>
              <Figure minor={minor} asset={of.currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Changed({ of }: { of: NonNullable<Snapshot["changed"]> }) {
  const t = useTranslations("months.figures");
  if (of.length === 0) return <p className="mb-6">{t("same")}</p>;
  return (
    <div className="mb-6">
      <p>{t("difference")}</p>
      <ul>
        {of.map(({ kind, asset, was, is }) => (
          <li key={`${kind} ${asset}`}>
            {t.rich("change", {
              kind,
              unit: asset === "credit" ? t("creditUnit") : asset.toUpperCase(),
              was: () => <Figure minor={was} asset={asset} />,
              is: () => <Figure minor={is} asset={asset} />,
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Figure({ minor, asset }: { minor: string; asset: string }) {
  if (asset === "credit") return <Credits of={BigInt(minor)} unit={false} />;
  return <Amount of={{ minor: BigInt(minor), currency: asset }} />;
}

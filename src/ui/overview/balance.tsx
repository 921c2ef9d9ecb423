import { useTranslations } from "next-intl";
import { Credits, CreditsFigure, pluralCount } from "../credits";
import type { Explaining } from "../explain/address";
import { ExplainFigure } from "../explain/explain-figure";
import { Section } from "../section";
import { When } from "../when";
import type { OverviewBalance } from "./data";
import { MoreLink } from "./more-link";
import { SourceName } from "./source-name";

type Props = { balance: OverviewBalance; zone: string; explaining: Explaining };

/** OV1: what is left, where it came from, and what expires next. */
export function Balance({ balance, zone, explaining }: Props) {
  const t = useTranslations("overview.balance");
  const common = useTranslations("common");
  const note = common.rich("asOf", {
    time: () => <When at={balance.asOf} zone={zone} as="time" />,
  });
  return (
    <Section title={t("title")} note={note}>
      <p className="flex flex-wrap items-baseline gap-x-4">
        <CreditsFigure of={balance.available} />
        <ExplainFigure of={explaining} figure="available" />
      </p>
      <Asides balance={balance} explaining={explaining} />
      {explaining.panel}
      {balance.sources.length > 0 ? (
        <Sources balance={balance} zone={zone} />
      ) : (
        <p className="mt-4 text-muted">{t("none")}</p>
      )}
      <MoreLink href="/credits">{t("all")}</MoreLink>
      <MoreLink href="/packs">{t("buy")}</MoreLink>
    </Section>
  );
}

/** What a balance alone would hide: credits to come, on hold or owed, and use yet to be billed. */
function Asides({ balance, explaining }: Omit<Props, "zone">) {
  const { held, overage, debt, awaitingPayment } = balance;
  if (held + overage + debt + awaitingPayment === 0n) return null;
  return (
    <ul className="mt-2 text-small text-muted">
      <Aside what="awaiting" credits={awaitingPayment} urgent />
      <Aside what="held" credits={held} explaining={explaining} />
      <Aside what="overage" credits={overage} explaining={explaining} />
      <Aside what="debt" credits={debt} explaining={explaining} urgent />
    </ul>
  );
}

type AsideProps = {
  what: "awaiting" | "held" | "overage" | "debt";
  credits: bigint;
  explaining?: Explaining;
  urgent?: boolean;
};

function Aside({ what, credits, explaining, urgent = false }: AsideProps) {
  const t = useTranslations("overview.balance");
  if (credits === 0n) return null;
  return (
    <li className={urgent ? "text-ochre" : undefined}>
      {t.rich(what, { count: pluralCount(credits), credits: () => <Credits of={credits} /> })}{" "}
      {explaining && <ExplainFigure of={explaining} figure={what} />}
    </li>
  );
}

function Sources({ balance, zone }: { balance: OverviewBalance; zone: string }) {
  const t = useTranslations("overview.balance");
  return (
    <table className="ledger mt-6">
      <caption className="sr-only">{t("caption")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("source")}</th>
          <th scope="col">{t("nextExpiry")}</th>
          <th scope="col" className="figure">
            {t("credits")}
          </th>
        </tr>
      </thead>
      <tbody>
        {balance.sources.map((source) => (
          <Source key={source.category} source={source} zone={zone} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {t("available")}
          </th>
          <td className="figure">
            <Credits of={balance.available} unit={false} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

type SourceProps = { source: OverviewBalance["sources"][number]; zone: string };

function Source({ source: { category, remaining, nextExpiry }, zone }: SourceProps) {
  const common = useTranslations("common");
  return (
    <tr>
      <th scope="row">
        <SourceName of={category} />
      </th>
      <td>
        {nextExpiry ? (
          <>
            <When at={nextExpiry.at} zone={zone} />
            {nextExpiry.credits !== remaining && (
              <span className="block text-small text-muted">
                <Credits of={nextExpiry.credits} />
              </span>
            )}
          </>
        ) : (
          <span className="text-muted">{common("never")}</span>
        )}
      </td>
      <td className="figure">
        <Credits of={remaining} unit={false} />
      </td>
    </tr>
  );
}

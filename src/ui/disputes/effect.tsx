import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Money } from "@/lib/money";
import { Amount } from "../amount";
import { Credits } from "../credits";
import type { Explaining } from "../explain/address";
import { ExplainFigure } from "../explain/explain-figure";
import { Section } from "../section";
import type { Dispute } from "./data";

type Props = { of: Dispute; explaining: Explaining };

/** What it has done to both ledgers so far: money beside credits, line by line. */
export function DisputeEffect({ of, explaining }: Props) {
  const t = useTranslations("disputes.effect");
  return (
    <Section title={t("title")}>
      <div className="grid gap-x-10 gap-y-8 md:grid-cols-2">
        <MoneyTable of={of} />
        <CreditsTable of={of} explaining={explaining} />
      </div>
      {explaining.panel}
    </Section>
  );
}

function MoneyTable({ of }: { of: Dispute }) {
  const t = useTranslations("disputes.effect");
  const rows: [string, Money | null][] = [
    [t("withdrawn"), of.withdrawn],
    [t("reinstated"), of.reinstated],
    [t("lost"), of.lost],
    [t("excess"), of.excess.minor > 0n ? of.excess : null],
    [t("fee"), of.fee],
  ];
  return (
    <Table caption={t("money")}>
      {rows.map(
        ([name, money]) =>
          money && (
            <Row key={name} name={name}>
              <Amount of={money} />
            </Row>
          ),
      )}
    </Table>
  );
}

const parts = ["revoked", "expired", "owed", "writtenOff", "waived"] as const;

/** While it is open what it would take is on hold; won it is back, lost it is gone. */
function CreditsTable({ of, explaining }: Props) {
  const t = useTranslations("disputes.effect");
  const standing = of.slices.filter(({ stands }) => stands);
  const sum = (part: (typeof parts)[number] | "slice") =>
    standing.reduce((total, one) => total + one[part], 0n);
  const isOpen = of.closedAt === null;
  return (
    <div>
      <Table caption={t("credits")}>
        <Row name={t("slice")}>
          <Credits of={sum("slice")} />
        </Row>
        <Row name={t("held")}>
          <Credits of={of.creditsHeld} />
          {of.creditsHeld > 0n && (
            <span className="block">
              <ExplainFigure of={explaining} figure="heldBy" id={of.disputeId} />
            </span>
          )}
        </Row>
        {parts
          .filter((part) => !(isOpen && part === "revoked") && sum(part) > 0n)
          .map((part) => (
            <Row key={part} name={t(isOpen ? `would.${part}` : `was.${part}`)}>
              <Credits of={sum(part)} />
              {part === "revoked" && (
                <span className="block">
                  <ExplainFigure of={explaining} figure="takenBy" id={of.disputeId} />
                </span>
              )}
            </Row>
          ))}
      </Table>
      {standing.length === 0 && <p className="mt-2 text-small text-muted">{t("nothing")}</p>}
    </div>
  );
}

function Table({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <table className="ledger">
      <caption className="mb-2 text-start text-small text-muted">{caption}</caption>
      <tbody>{children}</tbody>
    </table>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <tr>
      <th scope="row" className="font-normal">
        {name}
      </th>
      <td className="figure">{children}</td>
    </tr>
  );
}

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Credits } from "../credits";
import { When } from "../when";
import type { CreditMovement, PreviewData } from "./data";

type Props = { of: PreviewData; zone: string; note: ReactNode };

const signs = { granted: 1n, taken_back: -1n, repaid: -1n } as const;

/** What credits come, go and stay: from the balance before to the balance after. */
export function PreviewCredits({ of, zone, note }: Props) {
  const t = useTranslations("preview.credits");
  const { credits, outcome, effectiveAt, money } = of;
  const isLater = outcome === "scheduled";
  const from = money.lines.some(({ kind }) => kind === "pack") ? "bought" : "granted";
  const movements = summed(credits.movements);
  const moving = movements.filter(({ kind }) => kind in signs);
  const told = movements.filter(({ kind }) => !(kind in signs));
  return (
    <div className="min-w-0">
      <table className="ledger">
        <caption className="mb-2 border-t border-strong pt-2 text-start font-serif text-title">
          {t("title")}
        </caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">{t("what")}</th>
            <th scope="col">{t("credits")}</th>
          </tr>
        </thead>
        <tbody>
          <Row name={t("before")}>
            <Credits of={credits.before} />
          </Row>
          {!isLater &&
            moving.map((one) => (
              <Row key={keyOf(one)} name={<Movement of={one} from={from} zone={zone} />}>
                <Credits of={signOf(one) * one.credits} sign />
              </Row>
            ))}
        </tbody>
        <tfoot>
          <Row name={t("after")}>
            <Credits of={credits.after} />
          </Row>
        </tfoot>
      </table>
      {isLater && movements.length > 0 && (
        <p className="mt-3 text-small text-muted">
          {t.rich("then", { time: () => <When at={effectiveAt} zone={zone} /> })}
        </p>
      )}
      <ul className="mt-2 space-y-1 text-small text-muted">
        {(isLater ? movements : told).map((one) => (
          <li key={keyOf(one)}>
            <Told of={one} zone={zone} />
          </li>
        ))}
        {!isLater && moving.some(({ kind }) => kind === "taken_back") && <li>{t("sameShare")}</li>}
      </ul>
      {note}
    </div>
  );
}

function Row({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <tr>
      <th scope="row" className="font-normal">
        {name}
      </th>
      <td className="figure">{children}</td>
    </tr>
  );
}

type MovementProps = { of: CreditMovement; from: "bought" | "granted"; zone: string };

function Movement({ of, from, zone }: MovementProps) {
  const t = useTranslations("preview.credits");
  const { kind, expiresAt } = of;
  const name = kind === "granted" ? t(from) : t(kind);
  if (kind !== "granted" || !expiresAt) return name;
  return (
    <>
      {name}
      <span className="block text-small text-muted">
        {t.rich("until", { time: () => <When at={expiresAt} zone={zone} /> })}
      </span>
    </>
  );
}

/** What of it is information: nothing of it moves now. */
function Told({ of: { kind, credits, expiresAt }, zone }: { of: CreditMovement; zone: string }) {
  const t = useTranslations("preview.credits.told");
  const words = {
    credits: () => <Credits of={credits} />,
    time: () => expiresAt && <When at={expiresAt} zone={zone} />,
  };
  if (kind === "stays") return t.rich(expiresAt ? "staysUntil" : "stays", words);
  return t.rich(kind, words);
}

/** One row for each kind and end: which grants they are spread over is the books' affair. */
function summed(movements: readonly CreditMovement[]): CreditMovement[] {
  return [...Map.groupBy(movements, keyOf).values()].flatMap(([first, ...rest]) =>
    first
      ? [{ ...first, credits: rest.reduce((sum, one) => sum + one.credits, first.credits) }]
      : [],
  );
}

function keyOf({ kind, expiresAt }: CreditMovement): string {
  return kind === "taken_back" || kind === "owed" ? kind : `${kind}-${expiresAt?.getTime()}`;
}

function signOf({ kind }: CreditMovement): bigint {
  return kind in signs ? signs[kind as keyof typeof signs] : 0n;
}

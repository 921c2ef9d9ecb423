import Link from "next/link";
import { useTranslations } from "next-intl";
import { smallLinkStyle } from "../credits-page/link-style";
import { KeepFocus } from "../invoices/keep-focus";
import { When } from "../when";
import { type ExplainedPlace, markOf } from "./address";
import type { Explanation } from "./data";
import { Parts } from "./parts";
import { Rows } from "./rows";
import { Unit } from "./unit";
import { useFigureWords } from "./words";

type Props = { told: Explanation; place: ExplainedPlace; zone: string };

/**
 * "Explain this number": its formula with real numbers, what each part is, and the ledger rows that come to it. The
 * focus lands here when it is opened, and goes back to the figure when it is closed.
 */
export function Explained({ told, place, zone }: Props) {
  const t = useTranslations("explain");
  const words = useFigureWords();
  const { asOf, isPast, parts, rows } = told;
  const title = t("title", { name: words(told) });
  return (
    <section
      id="explained"
      tabIndex={-1}
      aria-label={title}
      className="mt-4 mb-6 scroll-mt-6 space-y-4 border-s-2 border-green ps-4 text-start"
    >
      <KeepFocus back={markOf(told, isPast)} />
      <h3 className="font-serif text-title">{title}</h3>
      <p className="max-w-prose">
        <How told={told} />{" "}
        <span className="text-muted">
          {t.rich("asOf", {
            time: () => <When at={asOf} zone={zone} as={isPast ? "instant" : "time"} />,
          })}
        </span>
      </p>
      <Formula told={told} />
      {told.mean && <Mean of={told.mean} told={told} />}
      {parts.length > 0 && <Parts told={told} place={place} zone={zone} />}
      {rows && <Rows told={told} rows={rows} place={place} zone={zone} />}
      <p className="print:hidden">
        <Link
          href={`${place.here}#${markOf(told, isPast)}`}
          scroll={false}
          className={smallLinkStyle}
        >
          {t("close")}
        </Link>
      </p>
    </section>
  );
}

type Sentence = Parameters<ReturnType<typeof useTranslations<"explain.how">>>[0];

function How({ told: { figure, isPast } }: { told: Explanation }) {
  const t = useTranslations("explain.how");
  const key = isPast || !t.has(figure as Sentence) ? "money" : figure;
  return t(key as Sentence);
}

function Mean({ of, told }: { of: NonNullable<Explanation["mean"]>; told: Explanation }) {
  const t = useTranslations("explain");
  return (
    <p className="tabular-nums">
      {t.rich("mean", {
        days: of.days,
        sum: () => <Unit asset={told.asset} amount={told.amount} bare />,
        mean: () => <Unit asset={told.asset} amount={of.perDay} />,
      })}
    </p>
  );
}

// More of them are read in the table, which adds them up as well.
const termsShown = 8;

function Formula({ told: { parts, amount, asset } }: { told: Explanation }) {
  if (parts.length < 2 || parts.length > termsShown) return null;
  return (
    <p className="tabular-nums">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts stand in an order that says which they are.
        <span key={index}>
          {index > 0 && (part.amount < 0n ? " − " : " + ")}
          {index === 0 && part.amount < 0n && "−"}
          <Unit asset={asset} amount={part.amount < 0n ? -part.amount : part.amount} bare />
        </span>
      ))}
      {" = "}
      <Unit asset={asset} amount={amount} />
    </p>
  );
}

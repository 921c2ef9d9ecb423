import { locale } from "./locale";
import { TallyMark } from "./marks";

const plain = new Intl.NumberFormat(locale);
const signed = new Intl.NumberFormat(locale, { signDisplay: "exceptZero" });

/**
 * Credits, everywhere they are shown: with their unit, or without where the column's head names it.
 *
 * The minus is a real one (U+2212), as wide as the plus, so that signed columns stand straight.
 */
export function Credits({
  of,
  sign = false,
  unit = true,
}: {
  of: bigint;
  sign?: boolean;
  unit?: boolean;
}) {
  const figure = (sign ? signed : plain).format(of).replace("-", "\u2212");
  return (
    <span className="whitespace-nowrap tabular-nums">
      {figure}
      {unit && ` ${of === 1n || of === -1n ? "credit" : "credits"}`}
    </span>
  );
}

/** The figure a page is opened for. */
export function CreditsFigure({ of }: { of: bigint }) {
  return (
    <span className="flex items-baseline gap-3">
      <TallyMark className="h-7 w-8 shrink-0 self-center text-green" />
      <span className="font-serif text-figure tabular-nums">
        {plain.format(of).replace("-", "\u2212")}
      </span>
      <span className="text-body text-muted">{of === 1n ? "credit" : "credits"}</span>
    </span>
  );
}

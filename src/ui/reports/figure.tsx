import Link from "next/link";
import { Amount } from "../amount";
import { Credits } from "../credits";

/** A figure of a report: money in its currency, credits with their unit in the column's caption. */
export function Figure({
  of,
  currency,
  href,
  words,
}: {
  of: bigint;
  /** Null: credits. */
  currency: string | null;
  href?: string | null;
  /** What it is, for whoever only hears the link. */
  words?: string;
}) {
  const shown = currency ? (
    <Amount of={{ minor: of, currency }} />
  ) : (
    <Credits of={of} unit={false} />
  );
  if (!href || of === 0n) return of === 0n ? <span className="text-muted">{shown}</span> : shown;
  return (
    <Link
      href={href}
      prefetch={false}
      className="inline-block min-h-6 py-0.5 text-green underline underline-offset-4"
    >
      {words && <span className="sr-only">{words} </span>}
      {shown}
    </Link>
  );
}

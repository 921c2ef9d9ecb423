import Link from "next/link";
import type { Bar } from "./waterfall-scale";

type Props = {
  bar: Bar;
  zero: number;
  /** An end of the comparison, or a step of it: more is filled, less an outline. */
  as: "end" | "step";
  /** Where pressing it leads; the same link stands in words beside it. */
  href: string | null;
};

/** Drawn as SVG, because the page's policy allows no inline style. The amount stands beside it in words. */
export function WaterfallBar({ bar, zero, as, href }: Props) {
  const look = as === "end" ? "fill-ink" : bar.rises ? "fill-green" : "fill-sheet stroke-green";
  const drawn = (
    <svg className="block h-5 w-full overflow-visible" aria-hidden="true" focusable="false">
      <line x1={`${zero}%`} x2={`${zero}%`} y1="0" y2="20" className="stroke-rule" />
      <rect
        x={`${bar.from}%`}
        width={`${Math.max(bar.width, 0.4)}%`}
        y="3"
        height="14"
        className={look}
      />
    </svg>
  );
  if (href === null) return drawn;
  return (
    <Link href={href} prefetch={false} tabIndex={-1} aria-hidden="true" className="block">
      {drawn}
    </Link>
  );
}

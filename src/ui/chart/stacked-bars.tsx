import { type Fill, FillPatterns, fillOf } from "./fills";

export type StackedBar = {
  key: string;
  /** Under the bar, where there is room. */
  label: string | null;
  /** All of it in words: read out when the bar is walked to, shown when it is pointed at. */
  words: string;
  href: string;
  isChosen: boolean;
  parts: bigint[];
  /** Drawn behind: the same bar of before. */
  ghost: bigint | null;
  /** Of part of a day only. */
  isPart: boolean;
};

type Props = {
  /** Makes ids its own. */
  id: string;
  title: string;
  bars: StackedBar[];
  fills: Fill[];
  /** Marks on the scale, from low to high; the last is its top. */
  marks: { at: bigint; label: string }[];
};

const [top, bottom, height] = [18, 214, 244];

/**
 * Stacked bars, drawn on the server: a bar is a link, so it opens what it stands for without a script,
 * and the arrow keys of `ChartKeys` walk from one to the next. Widths are parts of a hundred, so that the
 * drawing fills any page and its words keep their size.
 */
export function StackedBars({ id, title, bars, fills, marks }: Props) {
  const scale = marks.at(-1)?.at ?? 1n;
  const step = 100 / Math.max(bars.length, 1);
  return (
    // Time runs from left to right in a drawing, whichever way its page reads.
    <div dir="ltr" className="flex">
      <Scale marks={marks} />
      <div className="min-w-0 flex-1 overflow-x-auto overscroll-x-contain">
        {/* biome-ignore lint/a11y/useSemanticElements: a drawing of links is no form */}
        <svg
          role="group"
          aria-label={title}
          height={height}
          className={`block ${widthOnPhone(bars.length)}`}
          focusable="false"
        >
          <FillPatterns of={id} />
          {marks.map(({ at, label }) => (
            <line
              key={label}
              x1="0"
              x2="100%"
              y1={yOf(at, scale)}
              y2={yOf(at, scale)}
              className="stroke-rule"
            />
          ))}
          {bars.map((bar, index) => (
            <Bar
              key={bar.key}
              bar={bar}
              isFirst={index === 0}
              place={{ x: index * step, width: step, scale }}
              fills={fills}
              id={id}
            />
          ))}
          <line x1="0" x2="100%" y1={bottom} y2={bottom} className="stroke-strong" />
        </svg>
      </div>
    </div>
  );
}

/** On a phone about a week is in view and the rest is swiped to; a bar is wide enough to be pressed. */
function widthOnPhone(bars: number): string {
  if (bars <= 10) return "w-full";
  if (bars <= 20) return "w-full max-sm:w-[260%]";
  return bars <= 40 ? "w-full max-sm:w-[440%]" : "w-[150%] max-sm:w-[1000%]";
}

/** Beside the drawing, so that no bar covers it and it stays when the bars are swiped. */
function Scale({ marks }: Pick<Props, "marks">) {
  const scale = marks.at(-1)?.at ?? 1n;
  const longest = Math.max(...marks.map(({ label }) => label.length));
  const width = longest * 8 + 10;
  return (
    <svg width={width} height={height} className="shrink-0" aria-hidden="true" focusable="false">
      {marks.map(({ at, label }) => (
        <text
          key={label}
          x={width - 10}
          y={yOf(at, scale) + 4}
          textAnchor="end"
          className="fill-muted text-small"
        >
          {label}
        </text>
      ))}
    </svg>
  );
}

type BarProps = {
  bar: StackedBar;
  isFirst: boolean;
  place: { x: number; width: number; scale: bigint };
  fills: Fill[];
  id: string;
};

function Bar({ bar, isFirst, place, fills, id }: BarProps) {
  const { x, width, scale } = place;
  return (
    <a
      href={bar.href}
      data-point=""
      aria-label={bar.words}
      aria-current={bar.isChosen ? "true" : undefined}
      tabIndex={isFirst ? 0 : -1}
      className="group"
    >
      <title>{bar.words}</title>
      <rect
        x={`${x}%`}
        width={`${width}%`}
        y={top}
        height={bottom - top}
        className={`group-hover:fill-rule/40 ${bar.isChosen ? "fill-rule/60" : "fill-transparent"}`}
      />
      <Ghost bar={bar} place={place} />
      {stacked(bar.parts, scale).map(({ y, size, index }) => (
        <rect
          key={index}
          x={`${x + width * 0.18}%`}
          width={`${width * 0.64}%`}
          y={y}
          height={size}
          {...fillOf(fills[index] ?? "outline", id)}
          strokeWidth="0.75"
        />
      ))}
      {bar.label !== null && (
        <text {...besideEnds(place)} y={bottom + 20} className="fill-muted text-small">
          {bar.label}
        </text>
      )}
    </a>
  );
}

/** A word is wider than a thin bar: at the ends of the drawing it would be cut. */
function besideEnds({ x, width }: BarProps["place"]) {
  const isThin = width < 8;
  if (isThin && x === 0) return { x: 0, textAnchor: "start" } as const;
  if (isThin && x + width > 99.9) return { x: "100%", textAnchor: "end" } as const;
  return { x: `${x + width / 2}%`, textAnchor: "middle" } as const;
}

function Ghost({ bar, place: { x, width, scale } }: Pick<BarProps, "bar" | "place">) {
  if (bar.ghost === null || bar.ghost <= 0n) return null;
  const y = yOf(bar.ghost, scale);
  return (
    <rect
      x={`${x + width * 0.08}%`}
      width={`${width * 0.84}%`}
      y={y}
      height={bottom - y}
      className="fill-none stroke-muted"
      strokeDasharray="2 2"
    />
  );
}

/** Parts from the ground up. What was used at all is seen: one pixel at least. */
function stacked(parts: readonly bigint[], scale: bigint) {
  let under = 0n;
  return parts.flatMap((part, index) => {
    if (part <= 0n) return [];
    const from = yOf(under, scale);
    under += part;
    const to = yOf(under, scale);
    return [{ index, y: Math.min(to, from - 1), size: Math.max(from - to, 1) }];
  });
}

function yOf(amount: bigint, scale: bigint): number {
  const share = scale === 0n ? 0 : Number((amount * 10_000n) / scale) / 10_000;
  return Math.round((bottom - share * (bottom - top)) * 100) / 100;
}

/** Round amounts up to one no bar is higher than. */
export function scaleOf(highest: bigint): bigint[] {
  if (highest <= 0n) return [0n];
  let unit = 1n;
  while (unit * 10n < highest) unit *= 10n;
  const most = [1n, 2n, 3n, 4n, 5n, 6n, 8n, 10n]
    .map((times) => times * unit)
    .find((one) => one >= highest);
  const whole = most ?? highest;
  return whole % 2n === 0n ? [whole / 2n, whole] : [whole];
}

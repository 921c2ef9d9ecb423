import { useLocale, useTranslations } from "next-intl";
import { formatCredits } from "../credits";
import { formatWhen } from "../format";
import { pathOf, type Scale, scaleOf, side } from "./burn-down-scale";
import type { OverviewForecast } from "./data";

type Props = { forecast: OverviewForecast; zone: string };
type Drawn = { forecast: OverviewForecast; scale: Scale };

/**
 * What was left, what is expected to be, and the band it stays in eight times of ten.
 *
 * Lines are drawn in a square stretched to the place there is; text stands outside of it in its own size.
 * A drawing of the sentence above and of the table below, so screen readers skip it.
 */
export function BurnDownChart({ forecast, zone }: Props) {
  const { span, history, projection } = forecast;
  const values = [...history.map(({ left }) => left), ...projection.map(({ high }) => high)];
  const scale = scaleOf(span, values);
  return (
    <div aria-hidden="true" dir="ltr" className="mt-8">
      <svg className="block h-56 w-full overflow-visible" aria-hidden="true" focusable="false">
        <svg
          viewBox={`0 0 ${side} ${side}`}
          preserveAspectRatio="none"
          width="100%"
          height="100%"
          aria-hidden="true"
        >
          <Band forecast={forecast} scale={scale} />
          <Lines forecast={forecast} scale={scale} />
        </svg>
        <Labels forecast={forecast} scale={scale} />
        <Marks forecast={forecast} scale={scale} />
      </svg>
      <Foot forecast={forecast} zone={zone} />
    </div>
  );
}

function Band({ forecast: { projection }, scale: { x, y } }: Drawn) {
  if (projection.length === 0) return null;
  const upper = projection.map(({ at, high }) => ({ x: x(at), y: y(high) }));
  const lower = projection.map(({ at, low }) => ({ x: x(at), y: y(low) })).reverse();
  return (
    <path
      d={`${pathOf([...upper, ...lower])}Z`}
      fillOpacity="0.16"
      strokeOpacity="0.5"
      strokeWidth="1"
      vectorEffect="non-scaling-stroke"
      className="fill-green stroke-green"
    />
  );
}

function Lines({ forecast: { history, projection, pace }, scale: { x, y, top } }: Drawn) {
  const past = history.map(({ at, left }) => ({ x: x(at), y: y(left) }));
  const ahead = projection.map(({ at, expected }) => ({ x: x(at), y: y(expected) }));
  const week = (pace?.perDay ?? 0n) * 7n;
  const line = { fill: "none", vectorEffect: "non-scaling-stroke" } as const;
  return (
    <>
      <path {...line} d={`M0 0H${side}M0 ${side / 2}H${side}`} className="stroke-rule" />
      {week > 0n && week < top && (
        <path
          {...line}
          d={`M0 ${y(week)}H${side}`}
          strokeDasharray="1 5"
          strokeLinecap="round"
          strokeWidth="2"
          className="stroke-ochre"
        />
      )}
      <path {...line} d={`M0 ${side}H${side}`} className="stroke-strong" />
      <path
        {...line}
        d={pathOf(ahead)}
        strokeWidth="2"
        strokeDasharray="6 4"
        className="stroke-green"
      />
      <path {...line} d={pathOf(past)} strokeWidth="2" className="stroke-ink" />
    </>
  );
}

/** How high the lines are, and where now is. */
function Labels({ forecast: { asOf, pace }, scale }: Drawn) {
  const t = useTranslations("overview.forecast");
  const locale = useLocale();
  const now = percent(scale.x(asOf));
  const week = (pace?.perDay ?? 0n) * 7n;
  // Where it would stand on another line's figure it is left out; the line and its key remain.
  const hasRoom = week * 8n > scale.top && week * 8n < scale.top * 3n;
  return (
    <g className="fill-muted text-small">
      <text x="0" y="-6">
        {formatCredits(scale.top, locale)}
      </text>
      <text x="0" y="50%" dy="-6">
        {formatCredits(scale.top / 2n, locale)}
      </text>
      {hasRoom && (
        <text x="0" y={percent(scale.y(week))} dy="-6">
          {t("weekOfUse")}
        </text>
      )}
      <line x1={now} x2={now} y1="0" y2="100%" strokeDasharray="2 3" className="stroke-ink" />
    </g>
  );
}

/** A stroke for each thing that comes or goes: what it is stands in the list below. */
function Marks({ forecast: { marks, renewal, span }, scale }: Drawn) {
  const places = marks.map(({ at, kind }) => ({ at, sign: kind === "grant" ? "▲" : "▼" }));
  if (renewal && !renewal.waits && renewal.at <= span.end)
    places.push({ at: renewal.at, sign: "▲" });
  return (
    <g className="fill-ink text-small">
      {places.map(({ at, sign }, index) => (
        <text
          // biome-ignore lint/suspicious/noArrayIndexKey: drawn anew as a whole
          key={index}
          x={percent(scale.x(at))}
          y="100%"
          dy="-3"
          textAnchor={scale.x(at) > side - 10 ? "end" : scale.x(at) < 10 ? "start" : "middle"}
        >
          {sign}
        </text>
      ))}
    </g>
  );
}

function Foot({ forecast: { span }, zone }: Props) {
  const locale = useLocale();
  return (
    <p className="flex justify-between gap-4 pt-1 text-small text-muted">
      {[span.start, span.end].map((at) => (
        <span key={at.getTime()}>{formatWhen(at, { zone, as: "day", locale })}</span>
      ))}
    </p>
  );
}

function percent(place: number): string {
  return `${Math.round((place / side) * 10_000) / 100}%`;
}

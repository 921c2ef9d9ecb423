/**
 * What tells series apart without colour: solid accent, solid ink, and four patterns of ink. The last is
 * for whatever is not told apart.
 */
const fills = ["accent", "ink", "hatch", "dots", "lines", "checks"] as const;
export type Fill = (typeof fills)[number] | "outline";

export function fillAt(index: number, isRest: boolean): Fill {
  return isRest ? "outline" : (fills[index % fills.length] ?? "outline");
}

/** The patterns, once per drawing: an id is known within its document, so each drawing names its own. */
export function FillPatterns({ of }: { of: string }) {
  const pattern = { patternUnits: "userSpaceOnUse", width: "6", height: "6" } as const;
  return (
    <defs>
      <pattern {...pattern} id={`${of}-hatch`}>
        <path d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2" className="stroke-ink" strokeWidth="1.6" />
      </pattern>
      <pattern {...pattern} id={`${of}-dots`}>
        <circle cx="3" cy="3" r="1.4" className="fill-ink" />
      </pattern>
      <pattern {...pattern} id={`${of}-lines`}>
        <path d="M0,1.5 h6 M0,4.5 h6" className="stroke-ink" strokeWidth="1" />
      </pattern>
      <pattern {...pattern} id={`${of}-checks`}>
        <path d="M0,0 h3 v3 h-3 z M3,3 h3 v3 h-3 z" className="fill-ink" />
      </pattern>
    </defs>
  );
}

/** How a shape with this fill is drawn. */
export function fillOf(
  fill: Fill,
  of: string,
): { fill?: string; className: string; stroke?: string } {
  if (fill === "accent") return { className: "fill-green stroke-green" };
  if (fill === "ink") return { className: "fill-ink stroke-ink" };
  if (fill === "outline") return { className: "fill-sheet stroke-ink" };
  return { fill: `url(#${of}-${fill})`, className: "stroke-ink" };
}

/** A series' mark beside its name. */
export function Swatch({ fill, of }: { fill: Fill; of: string }) {
  const id = `${of}-swatch-${fill}`;
  return (
    <svg className="me-2 inline-block size-3.5 shrink-0" viewBox="0 0 14 14" aria-hidden="true">
      <FillPatterns of={id} />
      <rect x="1" y="1" width="12" height="12" className="fill-sheet" />
      <rect x="1" y="1" width="12" height="12" {...fillOf(fill, id)} />
    </svg>
  );
}

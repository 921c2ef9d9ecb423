type Props = {
  used: bigint;
  of: bigint;
  label: string;
  /** Use that is charged for: the colour of attention, whatever its share. */
  demand?: boolean;
};

/**
 * How much of an allowance is used, as a bar. The figures stand beside it in words, so to a screen
 * reader it is a meter. Drawn as SVG, because the page's policy allows no inline style.
 */
export function UsageBar({ used, of, label, demand = false }: Props) {
  const share = of === 0n ? 0 : Number((used * 1000n) / of) / 10;
  const within = Math.min(share, 100);
  const over = demand || share > 100;
  return (
    <div>
      <meter className="sr-only" min={0} max={100} value={within} aria-label={label}>
        {share} %
      </meter>
      <svg className="block h-3.5 w-full" aria-hidden="true" focusable="false">
        <line x1="0" x2="100%" y1="13.5" y2="13.5" className="stroke-strong" />
        <rect
          width={`${within}%`}
          height="13"
          className={over ? "fill-ochre" : "fill-green"}
          rx="0"
        />
        <line x1="25%" x2="25%" y1="8" y2="14" className="stroke-sheet" />
        <line x1="50%" x2="50%" y1="5" y2="14" className="stroke-sheet" />
        <line x1="75%" x2="75%" y1="8" y2="14" className="stroke-sheet" />
        <line x1="100%" x2="100%" y1="0" y2="14" className="stroke-strong" />
      </svg>
    </div>
  );
}

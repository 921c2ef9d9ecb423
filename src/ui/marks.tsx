/** Five strokes, the fifth across: our mark, and the mark of credits beside money's currency sign. */
export function TallyMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 20" className={className} aria-hidden="true" focusable="false">
      <g fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round">
        <path d="M5 3.5v13M9.7 3.5v13M14.3 3.5v13M19 3.5v13" />
        <path d="M1.5 15.5 22.5 4.5" />
      </g>
    </svg>
  );
}

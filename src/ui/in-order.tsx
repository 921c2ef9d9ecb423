import { type ReactNode, Suspense } from "react";
import { SectionWaiting } from "./section";

/** A part of a page. Its heading and so many lines hold its place until it comes. */
export type Part = { id: string; title: string; lines: number; content: ReactNode };

/**
 * Parts that stand under each other. All are read at once; none is shown before those above it, which are
 * seldom as high as what held their places and would push it down while somebody reads it.
 */
export function InOrder({ parts }: { parts: readonly Part[] }): ReactNode {
  const [first, ...rest] = parts;
  if (!first) return null;
  return (
    <Suspense fallback={parts.map((part) => <Waiting key={part.id} {...part} />)}>
      <Place id={first.id}>{first.content}</Place>
      <InOrder parts={rest} />
    </Suspense>
  );
}

function Waiting({ id, title, lines }: Part) {
  return (
    <Place id={id}>
      <SectionWaiting title={title} lines={lines} />
    </Place>
  );
}

function Place({ id, children }: { id: string; children: ReactNode }) {
  return (
    <div id={id} className="min-w-0 scroll-mt-4">
      {children}
    </div>
  );
}

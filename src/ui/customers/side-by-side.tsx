import type { ReactNode } from "react";

/** ST6: a page and beside it another; where the screen is too narrow for both, what stands instead is on top. */
export function SideBySide({ beside, children }: { beside: ReactNode; children: ReactNode }) {
  if (!beside) return children;
  return (
    <div className="flex flex-col xl:grid xl:grid-cols-2 xl:gap-x-10">
      <div className="min-w-0">{children}</div>
      <div className="min-w-0 max-xl:order-first xl:border-s xl:border-rule xl:ps-10 print:hidden">
        {beside}
      </div>
    </div>
  );
}

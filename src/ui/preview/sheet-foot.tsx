"use client";

import type { ReactNode } from "react";
import { mainButton, quietButton } from "../settings/buttons";

type Props = {
  /** What confirming does, or what is waited for. */
  says: ReactNode;
  disabled: boolean;
  /** The keys that confirm as well. */
  keys?: string;
  leave: string;
  onConfirm: () => void;
  onLeave: () => void;
  /** Until when what is shown holds. */
  children: ReactNode;
};

/** The foot of a sheet, always in sight: confirm what is shown, or leave it. */
export function SheetFoot({ says, disabled, keys, leave, onConfirm, onLeave, children }: Props) {
  return (
    <div className="sticky bottom-0 -mx-5 -mb-5 border-t border-rule bg-sheet px-5 py-4">
      <p className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <button
          type="button"
          disabled={disabled}
          aria-keyshortcuts={keys}
          onClick={onConfirm}
          className={mainButton}
        >
          {says}
        </button>
        <button type="button" onClick={onLeave} className={quietButton}>
          {leave}
        </button>
      </p>
      {children}
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from "react";
import { PinnedHere } from "./pinned";

type Props = {
  title: string;
  onClose: () => void;
  children: ReactNode;
  hideTitle?: boolean;
  /** For two columns side by side. */
  wide?: boolean;
};

/**
 * A sheet over the page; on a phone it rises from the bottom.
 *
 * The browser's own dialog: it traps the focus, gives it back, closes on Esc, and brings no style sheet
 * that our content policy would refuse.
 */
export function Dialog({ title, onClose, children, hideTitle = false, wide = false }: Props) {
  const t = useTranslations("shell");
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element?.open) element?.showModal();
    element?.querySelector<HTMLElement>("[data-focus-first]")?.focus();
  }, []);
  // While it still stands on the page: once removed it would give the focus back to nobody.
  useLayoutEffect(() => {
    const element = dialog.current;
    return () => element?.close();
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press beside the sheet; by key there is Esc.
    <dialog
      ref={dialog}
      aria-labelledby={id}
      // In development effects run twice, and the first closing is told after the second opening.
      onClose={() => dialog.current?.open || onClose()}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      className={`m-auto w-full ${wide ? "max-w-4xl" : "max-w-xl"} border border-strong bg-sheet p-0 text-ink shadow-lg backdrop:bg-[#12110f99] max-sm:mb-0 max-sm:max-w-full max-sm:border-x-0 max-sm:border-b-0 ${wide ? "sm:mt-[6vh]" : "sm:mt-[12vh]"}`}
    >
      <div className="px-5 pt-4 pb-5 text-start text-body whitespace-normal text-ink">
        <div className="flex items-baseline justify-between gap-4">
          <h2 id={id} className={hideTitle ? "sr-only" : "mb-4 font-serif text-title"}>
            {title}
          </h2>
          {!hideTitle && (
            <button
              type="button"
              onClick={() => dialog.current?.close()}
              className="min-h-6 text-small text-muted underline underline-offset-4 hover:text-ink"
            >
              {t("close")}
            </button>
          )}
        </div>
        <PinnedHere />
        {children}
      </div>
    </dialog>
  );
}

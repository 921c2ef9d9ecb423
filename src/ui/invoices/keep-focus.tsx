"use client";

import { useEffect, useRef } from "react";

type Props = { back: string };

/**
 * Moves the focus into an explanation when its link is pressed, and back to that link when it is closed,
 * so that a keyboard or a screen reader goes on where it was. An address that was opened stays at its top.
 */
export function KeepFocus({ back }: Props) {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const explained = mark.current?.closest<HTMLElement>("[tabindex]");
    if (location.hash === `#${explained?.id}`) explained?.focus();
    return () => {
      requestAnimationFrame(() => {
        // Only a focus that went with the explanation is lost.
        if (explained?.isConnected || document.activeElement !== document.body) return;
        document.getElementById(back)?.focus({ preventScroll: true });
      });
    };
  }, [back]);
  return <span ref={mark} hidden />;
}

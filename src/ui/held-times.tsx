"use client";

import { useEffect } from "react";
import { useToast } from "./toast";

const holdMs = 500;

/**
 * G4 for fingers: a time held for a moment says itself in UTC and where the reader is, as it does to whoever
 * points at it. One listener for the page, as a page has hundreds of times.
 */
export function HeldTimes() {
  const toast = useToast();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const letGo = () => clearTimeout(timer);
    const hold = ({ pointerType, target }: PointerEvent) => {
      letGo();
      const time = target instanceof Element ? target.closest<HTMLElement>("time[title]") : null;
      if (!time || pointerType === "mouse") return;
      timer = setTimeout(() => toast(`${time.textContent}: ${time.title}`), holdMs);
    };
    document.addEventListener("pointerdown", hold);
    // A finger that moves scrolls, and then the browser takes the pointer away.
    for (const end of ends) document.addEventListener(end, letGo);
    return () => {
      letGo();
      document.removeEventListener("pointerdown", hold);
      for (const end of ends) document.removeEventListener(end, letGo);
    };
  }, [toast]);
  return null;
}

const ends = ["pointerup", "pointercancel"] as const;

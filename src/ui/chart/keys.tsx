"use client";

import { type KeyboardEvent, type ReactNode, useEffect } from "react";
import { isTyping } from "../command/rows";
import { singleKeysOn } from "../command/single-keys";

/**
 * Arrow keys walk a drawing's points, each read out as the link it is; `t` turns its table on and off.
 * The drawing itself comes from the server.
 */
export function ChartKeys({ children }: { children: ReactNode }) {
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "t" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (
        isTyping(event.target) ||
        !singleKeysOn() ||
        document.querySelector("dialog[open], [role=dialog]")
      )
        return;
      document.querySelector<HTMLElement>("a[data-table-toggle]")?.click();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the links inside it
    <div onKeyDown={walk}>{children}</div>
  );
}

function walk(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const points = [...event.currentTarget.querySelectorAll<Element>("a[data-point]")];
  const at = document.activeElement ? points.indexOf(document.activeElement) : -1;
  if (at === -1) return;
  const next = placeAfter(event.key, { at, last: points.length - 1 });
  const point = next === null ? undefined : points[next];
  if (!point) return;
  event.preventDefault();
  for (const one of points) one.setAttribute("tabindex", one === point ? "0" : "-1");
  if (point instanceof SVGElement) point.focus();
  point.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function placeAfter(key: string, { at, last }: { at: number; last: number }): number | null {
  if (key === "ArrowRight") return Math.min(at + 1, last);
  if (key === "ArrowLeft") return Math.max(at - 1, 0);
  if (key === "Home") return 0;
  return key === "End" ? last : null;
}

import { afterEach, expect, test } from "vitest";
import { env } from "@/env";
import { accentCss } from "./brand";

const settings = env as { BRAND_ACCENT?: string; BRAND_ACCENT_DARK?: string };

afterEach(() => {
  settings.BRAND_ACCENT = undefined;
  settings.BRAND_ACCENT_DARK = undefined;
});

test("without an accent of its own a portal keeps ours", () => {
  expect(accentCss()).toBeUndefined();
});

test("both themes get their accent and words on it, and prints stay black", () => {
  settings.BRAND_ACCENT = "#7a1fa2";
  settings.BRAND_ACCENT_DARK = "#e0a6f5";
  expect(accentCss()).toBe(
    "@media screen and (forced-colors:none){:root{--green:#7a1fa2;--on-green:#fdfbf6}" +
      ':root[data-theme="dark"]{--green:#e0a6f5;--on-green:#10130f}}',
  );
});

test("a dark accent nobody named is the light one, made lighter", () => {
  settings.BRAND_ACCENT = "#7a1fa2";
  expect(accentCss()).toMatch(/data-theme="dark"\]\{--green:#b555de;/);
});

test("a dark accent alone leaves the day as it was", () => {
  settings.BRAND_ACCENT_DARK = "#e0a6f5";
  expect(accentCss()).toContain(":root{--green:#1d5a3c;");
});

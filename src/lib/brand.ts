import { env } from "@/env";
import { accentsOf } from "./brand-colours";

/** Under whose name the portal appears; for servers only, as settings are. */
export const brand = {
  name: env.BRAND_NAME,
  /** Undefined: our own mark. */
  logo: env.BRAND_LOGO,
};

/**
 * The accent as CSS, to stand after the stylesheet; undefined when ours is kept. Prints stay black, and forced
 * colours are the system's.
 */
export function accentCss(): string | undefined {
  const { BRAND_ACCENT: light, BRAND_ACCENT_DARK: dark } = env;
  if (!light && !dark) return undefined;
  const accents = accentsOf(light, dark);
  const rule = (theme: "light" | "dark") =>
    `--green:${accents[theme].accent};--on-green:${accents[theme].onAccent}`;
  return `@media screen and (forced-colors:none){:root{${rule("light")}}:root[data-theme="dark"]{${rule("dark")}}}`;
}

/** The origin pictures come from besides our own, for the content policy. */
export function logoOrigin(): string | undefined {
  return brand.logo?.startsWith("https://") ? new URL(brand.logo).origin : undefined;
}

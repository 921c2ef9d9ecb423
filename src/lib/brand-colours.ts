import {
  type Colour,
  contrast,
  isColour,
  leastContrast,
  nearestReadable,
  ratioInWords,
  textContrast,
} from "./contrast";

export type Theme = "light" | "dark";
export type Accent = { accent: Colour; onAccent: Colour };

/** What the accent stands on: the papers of globals.css, which a test holds to these. */
export const grounds: Record<Theme, { paper: Colour; sheet: Colour }> = {
  light: { paper: "#f7f4ec", sheet: "#fdfbf6" },
  dark: { paper: "#12110f", sheet: "#181714" },
};

const ourGreen = "#1d5a3c";

/** Words on the accent: paper or ink, whichever is read better. */
const written: readonly Colour[] = ["#fdfbf6", "#10130f"];

/** Why a colour cannot be the accent of a theme, with one that can; undefined when it can. */
export function whyNotAccent(theme: Theme, accent: string): string | undefined {
  if (!isColour(accent)) return "is not a colour such as #1d5a3c";
  const against = Object.values(grounds[theme]);
  const found = Math.min(leastContrast(accent, against), contrast(accent, onAccent(accent)));
  if (found >= textContrast) return undefined;
  return (
    `${accent} has a contrast of ${ratioInWords(found)} on the ${theme} paper; ` +
    `text needs ${ratioInWords(textContrast)}. The nearest shade that has it is ${nearestReadable(accent, against)}`
  );
}

/** Both themes' accents; a dark one nobody named is the light one, as much lighter as it takes. */
export function accentsOf(
  light: Colour = ourGreen,
  dark: Colour | undefined = undefined,
): Record<Theme, Accent> {
  const night = dark ?? nearestReadable(light, Object.values(grounds.dark));
  return {
    light: { accent: light, onAccent: onAccent(light) },
    dark: { accent: night, onAccent: onAccent(night) },
  };
}

function onAccent(accent: Colour): Colour {
  const [paper = "", ink = ""] = written;
  return contrast(paper, accent) >= contrast(ink, accent) ? paper : ink;
}

/** `#rrggbb`. */
export type Colour = string;

/** What text needs against what it stands on (WCAG 2.2, 1.4.3). */
export const textContrast = 4.5;

export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

/** How far two colours stand apart: 1, the same, to 21, black on white (WCAG 2.2, "contrast ratio"). */
export function contrast(one: Colour, other: Colour): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as Pair;
  return (light + 0.05) / (dark + 0.05);
}

/** The least contrast a colour has against any of several. */
export function leastContrast(colour: Colour, against: readonly Colour[]): number {
  return Math.min(...against.map((ground) => contrast(colour, ground)));
}

/** The same hue, as little lighter or darker as it takes to be read on all of these. */
export function nearestReadable(colour: Colour, against: readonly Colour[]): Colour {
  const { hue, saturation, lightness } = hslOf(colour);
  for (let step = 0; step <= shades; step += 1) {
    for (const shade of [lightness - step / shades, lightness + step / shades]) {
      const candidate = fromHsl({ hue, saturation, lightness: Math.min(1, Math.max(0, shade)) });
      if (leastContrast(candidate, against) >= textContrast) return candidate;
    }
  }
  return leastContrast("#000000", against) >= leastContrast("#ffffff", against)
    ? "#000000"
    : "#ffffff";
}

/** Cut, not rounded: 4.496 is no 4.5. */
export function ratioInWords(ratio: number): string {
  return `${(Math.floor(ratio * 100) / 100).toFixed(2)}:1`;
}

type Pair = [number, number];
type Rgb = [number, number, number];
type Hsl = { hue: number; saturation: number; lightness: number };

const shades = 512;

function luminance(colour: Colour): number {
  const [red, green, blue] = rgbOf(colour).map(linear) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function rgbOf(colour: Colour): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255) as Rgb;
}

function hslOf(colour: Colour): Hsl {
  const [red, green, blue] = rgbOf(colour);
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const lightness = (most + least) / 2;
  const chroma = most - least;
  if (chroma === 0) return { hue: 0, saturation: 0, lightness };
  const saturation = chroma / (1 - Math.abs(2 * lightness - 1));
  if (most === red) return { hue: (((green - blue) / chroma + 6) % 6) * 60, saturation, lightness };
  const hue = most === green ? ((blue - red) / chroma + 2) * 60 : ((red - green) / chroma + 4) * 60;
  return { hue, saturation, lightness };
}

function fromHsl({ hue, saturation, lightness }: Hsl): Colour {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const place = (offset + hue / 30) % 12;
    const level = lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1));
    return Math.round(level * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

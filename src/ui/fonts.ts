import localFont from "next/font/local";

/*
 * The two typefaces of every page. Their Latin letters are asked for in the page's head, so that they are
 * there when it is first painted, and `optional`: letters that come later would break lines elsewhere than
 * those they replace, and what stands below would jump. Such a page keeps the letters of the system; the
 * next one has ours. The loader reads this file as text: everything in it must be written out.
 */

const sourceSans = localFont({
  src: "../../node_modules/@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2",
  weight: "200 900",
  display: "optional",
  variable: "--font-source-sans",
  adjustFontFallback: false,
  declarations: [
    {
      prop: "unicode-range",
      value:
        "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    },
  ],
});

const sourceSerif = localFont({
  src: "../../node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-latin-opsz-normal.woff2",
  weight: "200 900",
  display: "optional",
  variable: "--font-source-serif",
  adjustFontFallback: false,
  declarations: [
    {
      prop: "unicode-range",
      value:
        "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    },
  ],
});

/** What puts both on an element and everything in it: tailwind.config.ts names them. */
export const fontVariables = `${sourceSans.variable} ${sourceSerif.variable}`;

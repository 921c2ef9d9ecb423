import type { Config } from "tailwindcss";

/** Four sizes of type, one green, one ochre; everything else is ink on paper (SCREENS, "The look"). */
const config: Config = {
  content: ["./src/app/**/*.tsx", "./src/ui/**/*.tsx"],
  theme: {
    colors: {
      transparent: "transparent",
      current: "currentColor",
      paper: "var(--paper)",
      sheet: "var(--sheet)",
      ink: "var(--ink)",
      muted: "var(--muted)",
      rule: "var(--rule)",
      strong: "var(--rule-strong)",
      green: "var(--green)",
      "on-green": "var(--on-green)",
      ochre: "var(--ochre)",
    },
    fontFamily: {
      sans: ["var(--font-source-sans)", '"Source Sans 3 Variable"', "system-ui", "sans-serif"],
      serif: ["var(--font-source-serif)", '"Source Serif 4 Variable"', "Georgia", "serif"],
    },
    fontSize: {
      small: ["0.875rem", { lineHeight: "1.375rem" }],
      body: ["1rem", { lineHeight: "1.5rem" }],
      title: ["1.25rem", { lineHeight: "1.75rem" }],
      figure: ["2.75rem", { lineHeight: "3rem", letterSpacing: "-0.01em" }],
    },
  },
};

export default config;

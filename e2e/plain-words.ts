import type { Page } from "@playwright/test";
import { countryCodes } from "@/lib/countries";
import { cast, ourSide } from "@/sandbox/story/cast";
import { catalog } from "../tallybook.catalog";

/** What may stand plain on a page in the pseudo-locale: names and values, which no language changes. */
const data: RegExp[] = [
  /\b[\w.+-]+@[\w-]+(\.[\w-]+)+\b/g,
  /\bINV-\d+\b/g,
  /\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g,
  /\b[0-9a-f]{8,}\b/g,
  /\b(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)\/[\w/+-]+/g,
  /\b(UTC|USD)\b/g,
  /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b/g,
  /\b(January|February|March|April|June|July|August|September|October|November|December)\b/g,
  /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b/g,
  /\btb_(test|live)_\w+/g,
  /\buser: \w+ · project: \w+\b/g,
  /\bstory-\d+\b/g,
  /\b[A-Z]{2}\d{8,}\b/g, // a tax id
  // Why credits were given stays as it was written.
  /^(Welcome credits|Invoiced outside Tallybook|For the two slow days in the render farm)$/g,
  /^(due|curl)$/g, // a request's own id; the program that signed in
];

const countryNames = new Intl.DisplayNames("en", { type: "region" });

/** Names nobody translates: ours, of languages, formats and programs, and what the story's app calls things. */
const names: string[] = [
  ...["Tallybook Sandbox", "Tallybook", "English", "Deutsch", "Français", "CSV", "JSON", "SHA-256"],
  ...["Chrome", "Firefox", "Safari", "Edge", "Linux", "Windows", "macOS", "Android", "iOS"],
  ...[
    "iPhone",
    "iPad",
    "story-render",
    "story",
    "user",
    "project",
    "website",
    "campaign",
    "archive",
  ],
  ...["Visa", "Mastercard", "American Express"],
  ...["api_call", "image", "video_second", "API", "call"],
  ...[catalog, cast, ourSide].flatMap(namesIn),
  // Whoever looks reads them in their own language, from the browser; the pseudo-locale's is English.
  ...countryCodes().flatMap((code) => countryNames.of(code) ?? []),
  ...["Jonas Brandt", "Léa Fontaine", "Priya Raman", "Owen Pryce", "Tomás Duarte", "Wren Okoye"],
].sort((a, b) => b.length - a.length);

/** What things and people are called, and buyers on their documents: how, where, and by which code they pay less. */
function namesIn(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    if (key === "addressLines") return value as string[];
    if (key === "discount") return [(value as { code: string }).code];
    if (typeof value !== "string") return namesIn(value);
    return /^(name|label|legalName|postalCode|city)$/.test(key) ? [value] : [];
  });
}

/**
 * Every text and label a person could meet on the page that has a plain word in it. In the pseudo-locale
 * each letter of the catalogue is altered, so that a plain one came from somewhere else.
 */
export async function plainWords(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const seen: string[] = [];
    const labels = ["aria-label", "title", "placeholder", "alt", "aria-description"];
    for (const element of document.body.querySelectorAll("*")) {
      if (/^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT)$/.test(element.tagName)) continue;
      if (element.closest("code, kbd, datalist, [translate=no]")) continue;
      if (!element.checkVisibility()) continue;
      for (const label of labels) seen.push(element.getAttribute(label) ?? "");
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) seen.push(node.textContent ?? "");
      }
    }
    return seen;
  });
  return [...new Set(said.map((text) => text.trim()).filter(isPlain))];
}

function isPlain(text: string): boolean {
  const rest = [...data, ...names.map((name) => new RegExp(escaped(name), "g"))].reduce(
    (left, known) => left.replaceAll(known, ""),
    text,
  );
  return /[A-Za-z]{2}/.test(rest);
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { nightly, seed } from "../test/runs";
import { sandbox } from "./sandbox";

/** How a page may be looked at: on paper or at night, on a desk or a phone. */
export const looks = [
  { name: "light", colorScheme: "light", width: 1280 },
  { name: "dark", colorScheme: "dark", width: 1280 },
  { name: "a phone, light", colorScheme: "light", width: 360 },
  { name: "a phone, dark", colorScheme: "dark", width: 360 },
] as const;

/** Nothing axe complains of, and nothing wider than the screen. */
export async function expectSound(page: Page, width: number): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  expect(found, page.url()).toEqual([]);
  const needed = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(needed, page.url()).toBeLessThanOrEqual(width);
}

/** What the browser will have complained of by the end of the test. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

export async function speak(context: BrowserContext, language: string): Promise<void> {
  await context.addCookies([{ name: "tallybook-language", value: language, url: sandbox().url }]);
}

export function persona(slug: string) {
  const found = sandbox().signIns.find(({ url }) => url.endsWith(`/${slug}`));
  if (!found) throw new Error(`There is a persona called ${slug}`);
  return found;
}

/** Everybody of the story one can sign in as, but us. */
export function customers() {
  return sandbox().signIns.filter(({ role }) => role !== "staff");
}

/**
 * One part of several: all the parts together have everything once, which part has what changes with the
 * seed. The nightly run has everything in every part.
 */
export function shareOf<T>(items: readonly T[], { part, of }: { part: number; of: number }): T[] {
  return items.filter((_, index) => nightly || (index + seed()) % of === part % of);
}

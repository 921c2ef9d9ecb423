import { type BrowserContext, expect, type Page } from "@playwright/test";
import axe from "axe-core";
import { sandbox } from "./sandbox";

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** How a page may be looked at: on paper or at night, on a desk or a phone. */
export const looks = [
  { name: "light", colorScheme: "light", width: 1280 },
  { name: "dark", colorScheme: "dark", width: 1280 },
  { name: "a phone, light", colorScheme: "light", width: 360 },
  { name: "a phone, dark", colorScheme: "dark", width: 360 },
] as const;

/** Nothing axe complains of, and nothing wider than the screen. */
export async function expectSound(page: Page, width: number): Promise<void> {
  expect(page.frames(), "axe looks at the page alone").toHaveLength(1);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const { found, needed } = await page.evaluate(async () => {
    // What passes would be described node by node too, which takes longer than to find what does not.
    const { violations } = await window.axe.run({ resultTypes: ["violations"] });
    const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    return { found, needed: document.documentElement.scrollWidth };
  });
  expect(found, page.url()).toEqual([]);
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

/**
 * Signs in as one of the story's links does and stays where it is: what another page is tested for needs
 * no overview first.
 */
export async function signIn(page: Page, url: string): Promise<void> {
  const answer = await page.request.get(url, { maxRedirects: 0 });
  expect(answer.headers(), url).toMatchObject({ location: "/", "set-cookie": expect.anything() });
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

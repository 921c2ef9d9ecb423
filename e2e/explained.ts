import { expect, type Locator, type Page } from "@playwright/test";

/** The figure at the foot of the parts, and what the rows of the table add up to. */
export async function expectSum(panel: Locator, figure: string): Promise<void> {
  const parts = panel.getByRole("table", { name: "What the figure is made of" });
  await expect(parts.getByRole("row").last()).toContainText(figure);
  const cells = await parts.locator("tbody td").allInnerTexts();
  const sum = cells.reduce((so, text) => so + Math.round(number(text) * 100), 0);
  expect(sum).toBe(Math.round(number(figure) * 100));
}

/** Opens the explanation of a figure by keyboard. */
export async function explain(page: Page, name: string): Promise<Locator> {
  await page.getByRole("link", { name: `Explain ${name}` }).focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("region", { name: `How this comes about: ${name}` });
  await expect(panel).toBeFocused();
  return panel;
}

/** A figure as it is read. */
export function number(text: string): number {
  return Number(text.replace("\u2212", "-").replaceAll(/[^\d.-]/g, ""));
}

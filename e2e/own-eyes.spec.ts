import { expect, test } from "@playwright/test";
import { expectSound, persona, signIn } from "./look";

for (const path of ["/", "/usage?compare=1"]) {
  test(`with colours of the reader's own system ${path} draws in no other`, async ({ browser }) => {
    const context = await browser.newContext({ forcedColors: "active", colorScheme: "dark" });
    const page = await context.newPage();
    await signIn(page, persona("healthy").url);
    await page.goto(path);
    await expect(page.getByRole("status")).toHaveCount(0);
    await expect(page.locator("input[name=theme]:checked")).toHaveCount(1);
    for (const theme of ["Light", "Dark"]) {
      await page.getByText(theme, { exact: true }).click();
      await expect(page.locator("html")).toHaveAttribute("data-theme", theme.toLowerCase());
      const { drawn, system } = await page.evaluate(coloursDrawn);
      expect(drawn.length, "there is a drawing").toBeGreaterThan(2);
      expect(drawn.filter((colour) => !system.includes(colour))).toEqual([]);
    }
    await expectSound(page, 1280);
    await context.close();
  });
}

test("a time held by a finger says itself in UTC and where one is; a finger that scrolls asks nothing", async ({
  browser,
}) => {
  const phone = { width: 360, height: 800 };
  const context = await browser.newContext({
    ...{ viewport: phone, hasTouch: true, timezoneId: "Asia/Tokyo" },
  });
  const page = await context.newPage();
  await page.goto(persona("healthy").url);
  const time = page.getByRole("region", { name: "Plan" }).locator("time").first();
  // Only scripts know where one is: once that shows, they listen.
  await expect(time).toHaveAttribute("title", /UTC · .* where you are/);
  const told = page.getByText(/ where you are/);

  await time.dispatchEvent("pointerdown", { pointerType: "touch" });
  await time.dispatchEvent("pointercancel", { pointerType: "touch" });
  await page.waitForTimeout(700);
  await expect(told).toHaveCount(0);
  await time.dispatchEvent("pointerdown", { pointerType: "touch" });
  await expect(told).toContainText((await time.textContent()) ?? "?");
  await expect(told).toContainText((await time.getAttribute("title")) ?? "?");
  await expectSound(page, 360);
  await context.close();
});

test("turned from right to left nothing is wider than the page, and a drawing's figures are whole", async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await signIn(page, persona("healthy").url);
  for (const path of [
    "/",
    "/usage?compare=1",
    "/invoices",
    "/credits?entry=1",
    "/settings",
    "/settings/billing",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("status")).toHaveCount(0);
    const { needed, cut } = await page.evaluate(turnedRound);
    expect(needed, path).toBeLessThanOrEqual(360);
    expect(cut, path).toEqual([]);
  }
});

test("axe sees what is not sound, and so does the measure of a page's width", async ({ page }) => {
  await page.setContent('<html lang="en"><title>t</title><main><h1>t</h1><input></main></html>');
  await expect(expectSound(page, 1280)).rejects.toThrow(/label/);
  await page.setContent(
    '<html lang="en"><title>t</title><main><h1 style="width:2000px">t</h1></main></html>',
  );
  await expect(expectSound(page, 1280)).rejects.toThrow(/1280/);
});

/** How wide the page then is, and the words that reach out of a drawing that shows nothing outside itself. */
function turnedRound(): { needed: number; cut: (string | null)[] } {
  document.documentElement.dir = "rtl";
  const words = [...document.querySelectorAll<SVGTextElement>("main svg text")];
  const cut = words.filter((word) => {
    const svg = word.ownerSVGElement as SVGSVGElement;
    const [inner, outer] = [word.getBoundingClientRect(), svg.getBoundingClientRect()];
    const isOut = inner.left < outer.left - 1 || inner.right > outer.right + 1;
    return isOut && getComputedStyle(svg).overflow !== "visible";
  });
  return {
    needed: document.documentElement.scrollWidth,
    cut: cut.map(({ textContent }) => textContent),
  };
}

/** The colours of every shape on the page, and those a system with forced colours has. */
function coloursDrawn(): { drawn: string[]; system: string[] } {
  const probe = document.createElement("span");
  document.body.append(probe);
  const system = ["Canvas", "CanvasText", "GrayText", "Highlight"].map((name) => {
    probe.style.setProperty("color", name);
    return getComputedStyle(probe).color;
  });
  probe.remove();
  const shapes = [...document.querySelectorAll("main svg :is(path, rect, line, circle, text)")];
  const drawn = shapes.flatMap((shape) => {
    const { fill, stroke } = getComputedStyle(shape);
    const isDrawn = (colour: string) => colour.startsWith("rgb(");
    return [fill, stroke].filter(isDrawn);
  });
  return { drawn: [...new Set(drawn)], system: [...new Set(system)] };
}

import { type Browser, type CDPSession, expect, type Page, test } from "@playwright/test";
import { sandbox } from "./sandbox";

const scriptLimitBytes = 200_000;
const paintLimitMs = 1_500;
const shiftLimit = 0.05;
// The best of a few: what else this machine does at the moment is not the page's doing.
const attempts = 3;

const pages = [
  "/",
  "/usage",
  "/plan",
  "/invoices",
  "/credits",
  "/packs",
  "/alerts",
  "/settings",
  "/sign-in",
] as const;

/** Somebody of an account with everything in it. */
const persona = () => sandbox().signIns.find(({ role }) => role === "owner")?.url ?? "";

for (const path of pages) {
  test(`${path} loads little JavaScript, paints soon and stays where it is`, async ({
    browser,
  }) => {
    const seen: Visit[] = [];
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      seen.push(await visit(browser, path));
      if (isWithin(seen.at(-1))) break;
    }
    const best = seen.find(isWithin) ?? (seen.sort((a, b) => a.paintMs - b.paintMs)[0] as Visit);
    const told = `${Math.round(best.bytes / 1000)} kB, ${Math.round(best.paintMs)} ms, ${best.shift.toFixed(3)}`;
    test.info().annotations.push({ type: "JavaScript, paint, shift", description: told });
    expect(best.bytes, best.scripts.join("\n")).toBeLessThan(scriptLimitBytes);
    expect(best.paintMs, "largest contentful paint").toBeLessThan(paintLimitMs);
    expect(best.shift, "cumulative layout shift").toBeLessThanOrEqual(shiftLimit);
    for (const { complaints } of seen) expect(complaints).toEqual([]);
  });
}

test("letters that come late move nothing", async ({ browser }) => {
  for (const path of ["/usage", "/packs"]) {
    const { shift } = await visit(browser, path, { lateLetters: true });
    expect(shift, path).toBeLessThanOrEqual(shiftLimit);
  }
});

type Visit = {
  bytes: number;
  scripts: string[];
  paintMs: number;
  shift: number;
  complaints: string[];
};

function isWithin(visit: Visit | undefined): boolean {
  return visit !== undefined && visit.paintMs < paintLimitMs && visit.shift <= shiftLimit;
}

type How = { lateLetters?: boolean };

/** A browser that was never here before but for its cookie: nothing is in its cache. */
async function visit(browser: Browser, path: string, how: How = {}): Promise<Visit> {
  const context = await browser.newContext();
  if (path !== "/sign-in") await context.request.get(persona(), { maxRedirects: 0 });
  try {
    const page = await context.newPage();
    if (how.lateLetters) await holdBackLetters(page);
    const complaints: string[] = [];
    page.on("console", (one) => {
      if (one.type() === "error") complaints.push(`${one.text()} ${one.location().url}`);
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    const scripts = await scriptsOf(await context.newCDPSession(page));
    await watchPaint(page);
    const answer = await page.goto(path, { waitUntil: "load" });
    expect(answer?.status(), path).toBe(200);
    await quiet(scripts);
    const { paintMs, shift } = await paintOf(page);
    return {
      bytes: scripts.reduce((sum, { bytes }) => sum + bytes, 0),
      scripts: scripts.map(({ url, bytes }) => `${bytes} ${url}`),
      ...{ paintMs, shift, complaints },
    };
  } finally {
    await context.close();
  }
}

/** Letters come once the page was painted without them. */
async function holdBackLetters(page: Page): Promise<void> {
  await page.route(/\.woff2(\?|$)/, async (route) => {
    const isPainted = () => performance.getEntriesByName("first-contentful-paint").length > 0;
    await page.waitForFunction(isPainted);
    await route.continue();
  });
}

/** Every script as it came over the wire, compressed; it grows while the page loads. */
async function scriptsOf(session: CDPSession): Promise<{ url: string; bytes: number }[]> {
  const scripts: { url: string; bytes: number }[] = [];
  const asked = new Map<string, string>();
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    const isScript = type === "Script" || /\.js(\?|$)/.test(response.url);
    if (isScript) asked.set(requestId, response.url);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const url = asked.get(requestId);
    if (url) scripts.push({ url, bytes: encodedDataLength });
  });
  await session.send("Network.enable");
  return scripts;
}

/** What links fetch ahead comes after the page: it is over when nothing more has come for a while. */
async function quiet(scripts: readonly unknown[]): Promise<void> {
  for (let known = -1; known !== scripts.length; ) {
    known = scripts.length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

type Painted = { paintMs: number; shift: number };

async function watchPaint(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const painted = { paintMs: 0, shift: 0 };
    Object.assign(globalThis, { painted });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) painted.paintMs = entry.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        };
        if (!hadRecentInput) painted.shift += value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

async function paintOf(page: Page): Promise<Painted> {
  await page.waitForFunction(
    () => (globalThis as unknown as { painted: Painted }).painted.paintMs > 0,
  );
  return await page.evaluate(() => (globalThis as unknown as { painted: Painted }).painted);
}

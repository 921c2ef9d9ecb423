import { expect, test } from "@playwright/test";
import { nightly, runs, seed } from "../test/runs";
import { leaked, linkTo, type Marked, markedAccount, pagesOf } from "./marked";
import { raw, rawFlight, signedIn } from "./raw";
import { exportRoutes } from "./routes";
import { sandbox } from "./sandbox";
import { shapes } from "./shapes";
import { startWithoutProxy } from "./without-proxy";

let own: Marked;
let other: Marked;
test.beforeAll(async () => {
  own = await markedAccount();
  other = await markedAccount();
});

for (const [part, proxy] of (["with proxy.ts", "without it"] as const).entries()) {
  test.describe(proxy, () => {
    let url: string;
    let stop: () => void;
    test.beforeAll(async () => {
      const asItIs = { url: sandbox().url, stop: () => {} };
      ({ url, stop } = proxy === "with proxy.ts" ? asItIs : await startWithoutProxy());
    });
    test.afterAll(() => stop());

    test("a page's figures are found by the one signed in, so their absence says something", async () => {
      const cookie = await signedIn(url, await linkTo(own));
      for (const path of ["/", "/credits", "/invoices"]) {
        const { body } = await raw(url, { path, headers: { cookie } });
        expect(leaked(own, body), path).toContain(own.name);
        expect(leaked(own, body).length, path).toBeGreaterThan(1);
      }
    });

    test("however a page is asked for, nobody signed in and nobody else is told a figure", async () => {
      test.setTimeout(240_000);
      expect(shapes.length).toBeGreaterThanOrEqual(30);
      const stranger = await signedIn(url, await linkTo(other));
      const paths = [...pagesOf(own), ...exportRoutes(), "/api/trpc/portal.overview.balance"];
      const questions = paths
        .flatMap((path, at) => shapes.filter(isDrawn(at, part)).map((shape) => ({ path, shape })))
        .flatMap(({ path, shape }) => [
          { path, shape, who: "nobody", cookie: "" },
          { path, shape, who: "another account", cookie: stranger },
        ]);
      const wrong: string[] = [];
      await inTurns(8, questions, async ({ path, shape, who, cookie }) => {
        const address = shape.path?.(path) ?? path;
        const headers = { ...shape.headers, ...(cookie ? { cookie } : {}) };
        const answer = await rawFlight(url, { path: address, headers });
        const found = leaked(own, answer.body.replaceAll(address, ""));
        // What the asker put into the address comes back in it: a page's id, and nothing more.
        const told = found.filter((secret) => !address.includes(secret));
        if (told.length > 0) wrong.push(`${who}, ${shape.name}, ${address}: ${told.join(" ")}`);
        if (answer.status >= 500 && answer.status !== 501) {
          wrong.push(
            `${who}, ${shape.name}, ${address}: ${answer.status} ${answer.body.slice(0, 200)}`,
          );
        }
        if (who === "nobody" && leaked(other, answer.body).length > 0) wrong.push(address);
      });
      expect(wrong).toEqual([]);
      expect(new Set(questions.map(({ path }) => path)).size).toBe(paths.length);
      expect(new Set(questions.map(({ shape }) => shape)).size).toBe(shapes.length);
    });

    test("of two people asking for the same addresses in turn, nobody gets the other's", async () => {
      test.setTimeout(240_000);
      const people = await Promise.all(
        [own, other].map(async (account) => ({
          account,
          cookie: await signedIn(url, await linkTo(account)),
        })),
      );
      const addresses = [...pagesOf(own).filter(isPortal), ...exportRoutes()];
      const rounds = Array.from({ length: runs(4, 40) }, (_, round) => round);
      const questions = rounds.flatMap((round) =>
        addresses.flatMap((path) =>
          people.map((person) => ({ path, person, flight: round % 2 === 1 })),
        ),
      );
      const wrong: string[] = [];
      let named = 0;
      await inTurns(8, questions, async ({ path, person, flight }) => {
        const answer = await rawFlight(url, {
          path,
          headers: { ...(flight ? { rsc: "1" } : {}), cookie: person.cookie },
        });
        const them = person.account === own ? other : own;
        const told = leaked(them, answer.body).filter((secret) => !path.includes(secret));
        if (told.length > 0) wrong.push(`${path}: ${told.join(" ")}`);
        if (answer.body.includes(person.account.name)) named += 1;
        const cached = answer.headers["cache-control"] ?? "";
        if (!/private/.test(cached) || !/no-store/.test(cached)) wrong.push(`${path}: ${cached}`);
        if (path.startsWith("/api/") || answer.status !== 200) return;
        // A flight and a page share an address: a cache must not take one for the other.
        if (!/\brsc\b/i.test(answer.headers.vary ?? ""))
          wrong.push(`${path}: ${answer.headers.vary}`);
      });
      expect(wrong).toEqual([]);
      expect(named).toBeGreaterThan(questions.length / 4);
    });

    test("every answer says it may not be framed, sniffed or read from elsewhere", async () => {
      const cookie = await signedIn(url, await linkTo(own));
      for (const path of [...pagesOf(own), ...exportRoutes(), "/api/health", "/no/such/page"]) {
        const { headers } = await raw(url, { path, headers: { cookie } });
        expect(headers, path).toMatchObject({
          "x-frame-options": "DENY",
          "x-content-type-options": "nosniff",
          "cross-origin-resource-policy": "same-origin",
          "referrer-policy": "same-origin",
        });
        expect(headers["access-control-allow-origin"], path).toBeUndefined();
        if (path.startsWith("/api/")) continue;
        const policy = headers["content-security-policy"];
        if (proxy === "without it") expect(policy, path).toBeUndefined();
        else expect(policy, path).toContain("frame-ancestors");
      }
    });
  });
}

/**
 * Of a page every sixth shape, of a shape every sixth page, and without the proxy others than with it; which
 * ones changes with the seed.
 */
const isDrawn = (page: number, part: number) => (_: unknown, shape: number) =>
  nightly || (page + shape + 3 * part + seed()) % 6 === 0;

function isPortal(path: string): boolean {
  return !/^\/(staff|sign-in|sandbox|invitation|portal-session)(\/|$)/.test(path);
}

async function inTurns<T>(width: number, all: T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

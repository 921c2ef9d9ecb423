import { expect, test } from "@playwright/test";
import { expectPortal, newLink, openFramed, parents, serveParents } from "./parents";
import { postRoutes } from "./routes";
import { sandbox } from "./sandbox";

let stopServing: () => Promise<void>;
test.beforeAll(async () => {
  stopServing = await serveParents();
});
test.afterAll(() => stopServing());

test("the page around the frame cannot post in its name, though its cookie would come along", async ({
  context,
}) => {
  const { page, frame } = await openFramed(context, parents.app, await newLink());
  await expectPortal(frame);
  const posted: { path: string; status: number; cookie: boolean }[] = [];
  page.on("response", async (response) => {
    const request = response.request();
    if (request.method() !== "POST") return;
    const { cookie = "" } = await request.allHeaders();
    const path = new URL(response.url()).pathname;
    posted.push({ path, status: response.status(), cookie: cookie.includes("-embedded=") });
  });

  const paths = [...postRoutes(), "/api/trpc/portal.settings.setTimezone"];
  expect(paths.length).toBeGreaterThanOrEqual(7);
  for (const path of paths) {
    expect(await page.evaluate(forge, `${sandbox().url}${path}`), path).toBe("blocked");
    await expect.poll(() => posted.some((one) => one.path === path), path).toBe(true);
  }
  expect(posted.filter(({ status }) => status !== 403)).toEqual([]);
  // The test would prove nothing if the browser had kept the cookie back.
  expect(posted.every(({ cookie }) => cookie)).toBe(true);

  await frame.goto("/");
  await expectPortal(frame);
});

test("the page around the frame reads nothing of it", async ({ context }) => {
  const { page, frame } = await openFramed(context, parents.app, await newLink());
  await expectPortal(frame);
  for (const path of ["/", "/api/trpc/portal.overview.account", "/api/auth/session"]) {
    const read = await page.evaluate(async (address) => {
      const answer = await fetch(address, { credentials: "include" }).catch(() => undefined);
      return await answer?.text();
    }, `${sandbox().url}${path}`);
    expect(read, path).toBeUndefined();
  }
  const inside = await page.evaluate(() => {
    try {
      return document.querySelector("iframe")?.contentDocument?.body?.textContent ?? "closed";
    } catch {
      return "closed";
    }
  });
  expect(inside).toBe("closed");
});

/** Two ways a page can send somebody's cookies along: a form, and a fetch; what the fetch brought. */
async function forge(address: string): Promise<"answered" | "blocked"> {
  const sink = document.createElement("iframe");
  sink.name = `sink-${document.querySelectorAll("iframe").length}`;
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: address, target: sink.name });
  document.body.append(sink, form);
  form.submit();
  const body = new URLSearchParams({ language: "fr" });
  return await fetch(address, {
    method: "POST",
    mode: "no-cors",
    credentials: "include",
    body,
  }).then(
    () => "answered",
    () => "blocked",
  );
}

import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { nightly, shareOf } from "../test/runs";
import { payloads } from "./payloads";
import { pageRoutes } from "./routes";
import { service } from "./service";

declare global {
  var __ran: () => void;
  var __seen: string[];
}

/** Payloads an account carries: one in each place its owner can write. */
const perAccount = nightly ? 4 : 13;

test("what anybody writes into a name, a reason or metadata is shown, and never run", async ({
  page,
}) => {
  test.setTimeout(600_000);
  expect(payloads.length).toBeGreaterThanOrEqual(60);
  const problems = await watch(page);
  const starts = payloads.flatMap((_, at) => (at % perAccount === 0 ? [at] : []));
  for (const at of shareOf(starts, { part: 0, of: 2 })) {
    const some = payloads.slice(at, at + perAccount);
    const { account, invoiceId } = await written(some);
    const { url } = await service().tell<{ url: string }>("service.portalSessions.create", {
      account,
      returnUrl: `https://app.example.com/?x=${encodeURIComponent(some[0] ?? "")}`,
    });
    await page.goto(url);
    await expect(page).toHaveURL(/:\d+\/$/);
    for (const path of portalPages(invoiceId, await lineIn(page, invoiceId))) {
      await page.goto(path);
      await expect(page.getByRole("status")).toHaveCount(0);
      problems.push(...(await page.evaluate(() => globalThis.__seen)));
    }
    // They did reach the page: an empty page would run nothing either.
    await page.goto("/credits");
    await expect(page.getByRole("main")).toContainText(some[1] ?? "");
  }
  expect(problems).toEqual([]);
});

test("what comes in an address is shown, and never run", async ({ page }) => {
  test.setTimeout(300_000);
  const problems = await watch(page);
  const { account } = await written(payloads.slice(0, 2));
  const { url } = await service().tell<{ url: string }>("service.portalSessions.create", {
    account,
  });
  await page.goto(url);
  await expect(page).toHaveURL(/:\d+\/$/);
  for (const payload of shareOf(payloads, { part: 0, of: 12 })) {
    const coded = encodeURIComponent(payload);
    for (const path of [
      `/usage?by=${coded}&feature=${coded}&period=${coded}`,
      `/invoices?q=${coded}`,
      `/credits?grant=${coded}`,
      `/${coded}`,
    ]) {
      expect((await page.goto(path))?.status(), path).toBeLessThan(500);
      problems.push(...(await page.evaluate(() => globalThis.__seen)));
    }
  }
  // A page that is not there is a 404, which the console notes as a resource.
  expect(problems.filter((problem) => !/status of 404/.test(problem))).toEqual([]);
});

/** What a page runs that is not ours, and what its policy had to stop. */
async function watch(page: Page): Promise<string[]> {
  const problems: string[] = [];
  await page.addInitScript(() => {
    globalThis.__seen = [];
    globalThis.__ran = () => globalThis.__seen.push(`ran at ${location.href}`);
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      globalThis.__seen.push(`${violatedDirective} stopped ${blockedURI}`),
    );
  });
  page.on("dialog", async (dialog) => {
    problems.push(`a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("request", (request) => {
    if (new URL(request.url()).hostname === "evil.test") problems.push(request.url());
  });
  return problems;
}

/** An account with all of these in it: its name, its reasons, who did what, and for what. */
async function written(some: readonly string[]): Promise<{ account: string; invoiceId: string }> {
  const { ask, tell } = service();
  const account = `xss-${randomUUID()}`;
  const [name = "", ...others] = some;
  await tell("service.accounts.upsert", {
    externalId: account,
    name,
    email: `"${account}"@example.com`.replaceAll('"', ""),
    currency: "usd",
    metadata: Object.fromEntries(some.map((payload, at) => [`note_${at}`, payload])),
  });
  await tell("service.subscriptions.start", { account, plan: "pro", idempotencyKey: randomUUID() });
  for (const reason of [...others, name]) {
    await tell("service.credits.grant", {
      account,
      credits: 1_000n,
      category: "promo",
      reason,
      idempotencyKey: randomUUID(),
    });
    await tell("service.credits.consume", {
      account,
      feature: "api_call",
      quantity: 7n,
      metadata: { actor: reason, project: reason },
      idempotencyKey: randomUUID(),
    });
  }
  const { items } = await ask<{ items: { id: string }[] }>("service.invoices.list", { account });
  return { account, invoiceId: items[0]?.id ?? "" };
}

/** The line of an invoice whose usage its page leads to. */
async function lineIn(page: Page, invoiceId: string): Promise<string> {
  await page.goto(`/invoices/${invoiceId}`);
  const href = await page.locator('a[href*="/lines/"]').first().getAttribute("href");
  return /\/lines\/([^/?#]+)/.exec(href ?? "")?.[1] ?? "";
}

function portalPages(invoiceId: string, line: string): string[] {
  const pages = pageRoutes().filter(
    (path) => !/^\/(auditor|staff|sign-in|sandbox|invitation|portal-session)(\/|$)/.test(path),
  );
  return [
    ...pages.map((path) => path.replace("[id]", invoiceId).replace("[line]", line)),
    "/usage?by=metadata.project",
  ];
}

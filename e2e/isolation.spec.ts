import { randomUUID } from "node:crypto";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { sandbox } from "./sandbox";
import { service } from "./service";

type Owned = { account: string; invoiceId: string; grantId: string };
type WithLine = Owned & { lineId: string };

/** Addresses that name a thing of an account: a page, or a file made of one. */
const addresses: { name: string; of: (owned: WithLine) => string }[] = [
  { name: "an invoice", of: ({ invoiceId }) => `/invoices/${invoiceId}` },
  { name: "the ledger of a grant", of: ({ grantId }) => `/credits?grant=${grantId}` },
  {
    name: "a grant's ledger as a file",
    of: ({ grantId }) => `/api/export/ledger?grant=${grantId}`,
  },
  { name: "use of a line as a file", of: ({ lineId }) => `/api/export/usage?line=${lineId}` },
];

for (const { name, of } of addresses) {
  test(`${name} of another account is answered as one that never was`, async ({ playwright }) => {
    const [own, other] = [
      await withLine(playwright, await startedPro()),
      await withLine(playwright, await startedPro()),
    ];
    const unknown = {
      account: "",
      ...{ invoiceId: randomUUID(), lineId: randomUUID(), grantId: randomUUID() },
    };
    const browser = await playwright.request.newContext({ baseURL: sandbox().url });
    try {
      await signIn(browser, own.account);
      const [foreign, nobodys] = [
        await answerTo(browser, of(other), other),
        await answerTo(browser, of(unknown), unknown),
      ];
      expect(foreign).toEqual(nobodys);
      expect(foreign.text.join(" ")).not.toContain(other.account);
      const mine = await answerTo(browser, of(own), own);
      expect(mine.status).toBe(200);
    } finally {
      await browser.dispose();
    }
  });
}

test("a file is for whoever is signed in", async ({ playwright }) => {
  const nobody = await playwright.request.newContext({ baseURL: sandbox().url });
  for (const path of ["ledger", "grants", "usage", "invoices", "documents", "documents/x"]) {
    const answer = await nobody.get(`/api/export/${path}`, { maxRedirects: 0 });
    expect([path, answer.status()]).toEqual([path, 401]);
    expect(answer.headers()["cache-control"]).toContain("no-store");
  }
  await nobody.dispose();
});

/** The answer without what differs between any two: the ids asked for, nonces and times. */
async function answerTo(
  browser: APIRequestContext,
  path: string,
  { invoiceId, lineId, grantId }: WithLine,
) {
  const answer = await browser.get(path, { maxRedirects: 0 });
  const text = (await answer.text())
    .replaceAll(invoiceId, "id")
    .replaceAll(lineId, "id")
    .replaceAll(grantId, "id")
    .replaceAll(/nonce="[^"]*"|nonce-[\w+/=]+|"nonce":"[^"]*"|\\"nonce\\":\\"[^"]*\\"/g, "nonce")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|\d{1,2}:\d{2}(:\d{2})?/g, "time")
    .replaceAll(/"requestId":"[^"]*"|"digest":"[^"]*"/g, "request");
  return { status: answer.status(), text: visible(text) };
}

/** The words a person would read, where it is a page: its parts come in the order they were ready. */
function visible(text: string): string[] {
  return text
    .replaceAll(/<script[\s\S]*?<\/script>/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .split(/\s+/)
    .sort();
}

type Playwright = { request: { newContext(options: object): Promise<APIRequestContext> } };

/** The line of the plan, as the owner of the invoice finds it on its page. */
async function withLine(playwright: Playwright, owned: Owned): Promise<WithLine> {
  const browser = await playwright.request.newContext({ baseURL: sandbox().url });
  await signIn(browser, owned.account);
  const page = await (await browser.get(`/invoices/${owned.invoiceId}`)).text();
  const lineId = /id="line-([0-9a-f-]{36})"/.exec(page)?.[1];
  await browser.dispose();
  if (!lineId) throw new Error("The invoice has a line");
  return { ...owned, lineId };
}

async function signIn(browser: APIRequestContext, account: string): Promise<void> {
  const { url } = await service().tell<{ url: string }>("service.portalSessions.create", {
    account,
  });
  const code = new URL(url).pathname.split("/").at(-1) ?? "";
  const origin = new URL(url).origin;
  const answer = await browser.post("/portal-session/redeem", {
    form: { code },
    headers: { origin, "sec-fetch-site": "same-origin" },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(303);
}

async function startedPro(): Promise<Owned> {
  const account = `e2e-${randomUUID()}`;
  const { tell, ask } = service();
  const details = { name: account, email: "a@isolation.example", currency: "usd" };
  await tell("service.accounts.upsert", { externalId: account, ...details, timezone: "UTC" });
  const idempotencyKey = randomUUID();
  await tell("service.subscriptions.start", { account, plan: "pro", idempotencyKey });
  const { items } = await ask<{ items: { id: string }[] }>("service.invoices.list", { account });
  const { grants } = await ask<{ grants: { id: string }[] }>("service.credits.balance", {
    account,
  });
  const invoiceId = items[0]?.id ?? "";
  return { account, invoiceId, grantId: grants[0]?.id ?? "" };
}

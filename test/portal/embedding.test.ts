import { sql } from "kysely";
import { afterEach, expect, test } from "vitest";
import { frameAncestors, hasEmbeddedCookie, loadsFrame } from "@/auth/frames";
import { createPortalSession, redeemPortalLink } from "@/auth/portal-links";
import { findLiveSession, insertSession } from "@/auth/queries";
import { inTransaction, readAs } from "@/db/transaction";
import { env } from "@/env";
import { newId } from "@/lib/ids";
import { Customer } from "../books";
import { testDb } from "../database";

const settings = env as { EMBED_ANCESTORS: string[]; RETURN_URL_ORIGINS: string[] };
const app = "https://app.example.com";

afterEach(() => {
  settings.EMBED_ANCESTORS = [];
  settings.RETURN_URL_ORIGINS = [];
});

async function link(options: { embed?: boolean; returnUrl?: string } = {}): Promise<string> {
  const { id: accountId } = await Customer.open({ db: testDb() });
  const { url } = await inTransaction(testDb(), (tx) =>
    createPortalSession(tx, { accountId, ...options }),
  );
  return url.split("/").at(-1) ?? "";
}

const redeem = (code: string, inFrame?: boolean) =>
  inTransaction(testDb(), (tx) => redeemPortalLink(tx, code, { inFrame }));

test("no link for a frame is made where no page may frame us", async () => {
  await expect(link({ embed: true })).rejects.toMatchObject({ code: "invalid_input" });
  settings.EMBED_ANCESTORS = [app];
  await expect(link({ embed: true })).resolves.toMatch(/^[\w-]{43}$/);
});

test("a link for a frame opens a frame's session, also where the browser does not say", async () => {
  settings.EMBED_ANCESTORS = [app];
  for (const inFrame of [true, undefined]) {
    expect(await redeem(await link({ embed: true }), inFrame)).toMatchObject({ embedded: true });
  }
});

test("in a tab it opens an everyday session", async () => {
  settings.EMBED_ANCESTORS = [app];
  expect(await redeem(await link({ embed: true }), false)).toMatchObject({ embedded: false });
});

test("a link not made for frames is not used up by one", async () => {
  const code = await link();
  expect(await redeem(code, true)).toBeUndefined();
  expect(await redeem(code, false)).toMatchObject({ embedded: false });
  expect(await redeem(code, false)).toBeUndefined();
});

test("a link leads back where its backend said, if that is allowed", async () => {
  const returnUrl = `${app}/billing?tab=1`;
  expect(await redeem(await link({ returnUrl }))).toMatchObject({ returnUrl });

  settings.RETURN_URL_ORIGINS = [app];
  expect(await redeem(await link({ returnUrl }))).toMatchObject({ returnUrl });
  for (const other of [
    "https://evil.test/",
    "https://app.example.com.evil.test/",
    "http://app.example.com/",
    "https://app.example.com:444/",
  ]) {
    await expect(link({ returnUrl: other }), other).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("RETURN_URL_ORIGINS"),
    });
  }
});

test("a session keeps its frame and its way back, and dies of an idle hour", async () => {
  const { id: accountId } = await Customer.open({ db: testDb() });
  const id = newId<string>();
  const returnUrl = `${app}/billing`;
  await inTransaction(testDb(), (tx) =>
    insertSession(tx, {
      id,
      realm: "customer",
      accountId,
      how: "portal_link",
      lifeSeconds: 8 * 3_600,
      idleSeconds: 3_600,
      embedded: true,
      returnUrl,
    }),
  );
  const live = () =>
    readAs(testDb(), { role: "tallybook_app" }, (tx) =>
      findLiveSession(tx, { id, realm: "customer" }),
    );
  expect(await live()).toMatchObject({ embedded: true, returnUrl, accountId });
  await sql`update login_sessions set last_seen_at = clock_timestamp() - interval '61 minutes'
    where id = ${id}`.execute(testDb());
  expect(await live()).toBeUndefined();
});

const framed = ["tallybook-ab12-customer-embedded"];

test("only with a frame's cookie may a page be framed, and only by those listed", () => {
  expect(frameAncestors("/", framed)).toBe("'none'");
  settings.EMBED_ANCESTORS = [app, "https://other.example.com"];
  expect(frameAncestors("/", framed)).toBe(`${app} https://other.example.com`);
  expect(frameAncestors("/invoices/1", framed)).toContain(app);
  expect(frameAncestors("/", [])).toBe("'none'");
  expect(frameAncestors("/", ["tallybook-ab12-customer-session"])).toBe("'none'");
});

test("what leads to a session may be framed before there is one", () => {
  settings.EMBED_ANCESTORS = [app];
  for (const path of ["/portal-session/abc", "/portal-session/expired", "/portal-session/ended"]) {
    expect(frameAncestors(path, []), path).toBe(app);
  }
});

test.each([
  "/staff",
  "/staff/accounts",
  "/sign-in",
  "/sign-in/email/x",
  "/invitation/x",
  "/sandbox/mail",
])("%s is framed by nobody", (path) => {
  settings.EMBED_ANCESTORS = [app];
  expect(frameAncestors(path, framed)).toBe("'none'");
});

test("a cookie that only looks like a frame's is none", () => {
  for (const name of [
    "customer-embedded",
    "x-customer-embedded",
    "tallybook-ab12-customer-embedded2",
    "tallybook-ab12-staff-embedded",
  ]) {
    expect(hasEmbeddedCookie([name]), name).toBe(false);
  }
  expect(hasEmbeddedCookie(framed)).toBe(true);
});

test.each([
  ["iframe", true],
  ["frame", true],
  ["object", true],
  ["embed", true],
  ["document", false],
  ["empty", false],
  [undefined, undefined],
])("a browser that loads a %s: in a frame %s", (destination, expected) => {
  const headers = new Headers(destination ? { "sec-fetch-dest": destination } : {});
  expect(loadsFrame(headers)).toBe(expected);
});

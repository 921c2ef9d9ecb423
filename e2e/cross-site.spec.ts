import { expect, test } from "@playwright/test";
import { linkTo, type Marked, markedAccount } from "./marked";
import { type RawAnswer, raw, signedIn } from "./raw";
import { postRoutes } from "./routes";
import { sandbox } from "./sandbox";
import { service } from "./service";

let own: Marked;
let cookie: string;
test.beforeAll(async () => {
  own = await markedAccount();
  cookie = await signedIn(sandbox().url, await linkTo(own));
});

const evil = "https://evil.test";
const crossSite = { "sec-fetch-site": "cross-site", origin: evil };

/** What a page of another site can make a signed-in browser send (FAULTS A10). */
const forgeries: {
  name: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
}[] = [
  {
    name: "a form",
    method: "POST",
    headers: { ...crossSite, ...typed("application/x-www-form-urlencoded") },
    body: "a=b",
  },
  {
    name: "a form of files",
    method: "POST",
    headers: { ...crossSite, ...typed("multipart/form-data; boundary=x") },
    body: "--x--",
  },
  {
    name: "a form of text",
    method: "POST",
    headers: { ...crossSite, ...typed("text/plain") },
    body: '{"json":{}}',
  },
  {
    name: "a fetch of JSON",
    method: "POST",
    headers: { ...crossSite, ...typed("application/json") },
    body: "{}",
  },
  {
    name: "a beacon",
    method: "POST",
    headers: { ...crossSite, "sec-fetch-mode": "no-cors" },
    body: "x",
  },
  {
    name: "a sibling site's form",
    method: "POST",
    headers: { "sec-fetch-site": "same-site", origin: "http://other.localhost:3000" },
    body: "a=b",
  },
  { name: "a page without an origin", method: "POST", headers: { origin: "null" }, body: "a=b" },
  { name: "an old browser's form", method: "POST", headers: { origin: evil }, body: "a=b" },
];

for (const forgery of forgeries) {
  test(`${forgery.name} of another site changes nothing, wherever it is sent`, async () => {
    const paths = [
      ...postRoutes(),
      "/api/trpc/portal.settings.setTimezone",
      "/api/trpc/portal.sessions.end",
    ];
    for (const path of paths) {
      const { method, headers, body } = forgery;
      const answer = await ask({ method, path, headers, body });
      expect(answer.status, path).toBe(403);
      expect(answer.headers["set-cookie"], path).toBeUndefined();
    }
    await expectSignedIn();
  });
}

test("a mutation cannot be asked for by a GET, as a picture or a link would", async () => {
  const input = encodeURIComponent(JSON.stringify({ json: { timezone: "Asia/Tokyo" } }));
  for (const name of ["portal.settings.setTimezone", "portal.members.invite"]) {
    const { status } = await ask({ path: `/api/trpc/${name}?input=${input}`, headers: crossSite });
    expect([404, 405], name).toContain(status);
  }
  for (const path of postRoutes()) {
    const { status, headers } = await ask({ path });
    expect([404, 405, 200, 307], path).toContain(status);
    expect(headers["set-cookie"], path).toBeUndefined();
  }
  await expectSignedIn();
});

test("nobody else's page may read an answer: no origin is ever let in", async () => {
  const paths = [
    "/",
    "/sign-in",
    "/api/trpc/portal.overview.account",
    "/api/export/usage",
    "/api/health",
  ];
  for (const path of paths) {
    for (const origin of [evil, "null", "http://localhost:1", sandbox().url]) {
      for (const method of ["GET", "OPTIONS"]) {
        const asked = { origin, "access-control-request-method": "POST" };
        const { headers } = await ask({ method, path, headers: asked });
        expect(headers["access-control-allow-origin"], `${method} ${path}`).toBeUndefined();
        expect(headers["access-control-allow-credentials"], path).toBeUndefined();
      }
    }
  }
});

test("nothing a visitor sends decides on which site they end up", async () => {
  const elsewhere = [
    "https://evil.test/",
    "//evil.test",
    "/\\evil.test",
    "/%2f%2fevil.test",
    "javascript:alert(1)",
  ];
  for (const target of elsewhere) {
    const coded = encodeURIComponent(target);
    for (const name of ["callbackUrl", "returnUrl", "next", "redirect", "url"]) {
      for (const path of [
        "/sign-in",
        "/",
        "/api/auth/signin",
        "/api/auth/signout",
        "/staff/sign-in",
      ]) {
        expectOurs(
          await raw(sandbox().url, { path: `${path}?${name}=${coded}` }),
          `${path} ${target}`,
        );
      }
    }
    for (const path of ["/language", "/sign-out", "/switch-account"]) {
      const headers = {
        ...typed("application/x-www-form-urlencoded"),
        referer: target,
        origin: sandbox().url,
      };
      const answer = await raw(sandbox().url, {
        method: "POST",
        path,
        headers,
        body: `url=${coded}`,
      });
      expectOurs(answer, `${path} from ${target}`);
    }
  }
  for (const path of [
    "//evil.test",
    "//evil.test/%2e%2e",
    "/\\evil.test",
    "/%5cevil.test",
    "/.//evil.test",
    "///evil.test//",
  ]) {
    expectOurs(await raw(sandbox().url, { path }), path);
  }
});

test("the Host a request names is in no link, no cookie and no address we send anybody to", async () => {
  const names = { host: "evil.test", "x-forwarded-host": "evil.test", forwarded: "host=evil.test" };
  for (const path of [
    "/",
    "/sign-in",
    "/api/auth/providers",
    "/portal-session/expired",
    "/no/such/page",
  ]) {
    for (const [name, value] of Object.entries(names)) {
      const answer = await ask({ path, headers: { [name]: value } });
      expect(
        `${answer.headers.location ?? ""}${answer.headers["set-cookie"] ?? ""}`,
        path,
      ).not.toContain("evil");
      expect(answer.body, `${path} by ${name}`).not.toContain("evil.test");
    }
  }
  const key = {
    authorization: `Bearer ${sandbox().serviceKey}`,
    "content-type": "application/json",
  };
  const body = JSON.stringify({ json: { account: own.externalId } });
  for (const [name, value] of Object.entries(names)) {
    const headers = { ...key, [name]: value };
    const answer = await raw(sandbox().url, {
      method: "POST",
      path: "/api/trpc/service.portalSessions.create",
      headers,
      body,
    });
    expect(answer.status, answer.body).toBe(200);
    expect(answer.body).toContain(`${sandbox().url}/portal-session/`);
  }
});

test("a link is made only to lead back to a web address, and a page only shows one", async () => {
  const { tell } = service();
  for (const returnUrl of [
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.test",
    "https://bank.example@evil.test/",
  ]) {
    const asked = tell("service.portalSessions.create", { account: own.externalId, returnUrl });
    await expect(asked, returnUrl).rejects.toThrow(/http or https/);
  }
});

function typed(type: string): Record<string, string> {
  return { "content-type": type };
}

async function ask(question: Parameters<typeof raw>[1]): Promise<RawAnswer> {
  return await raw(sandbox().url, { ...question, headers: { ...question.headers, cookie } });
}

async function expectSignedIn(): Promise<void> {
  expect((await ask({ path: "/" })).body).toContain(own.name);
}

/** Only a path of ours, which no browser reads as another host. */
function expectOurs({ headers, status }: RawAnswer, what: string): void {
  const { location } = headers;
  if (location === undefined) {
    expect(status, what).not.toBe(302);
    return;
  }
  const target = new URL(location, sandbox().url);
  expect(target.origin, `${what} → ${location}`).toBe(sandbox().url);
  expect(location, what).not.toMatch(/^([/\\]{2}|\/%5c)/i);
}

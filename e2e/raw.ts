import { request as open } from "node:http";

export type RawAnswer = {
  status: number;
  headers: Record<string, string>;
  body: string;
};

type Question = {
  method?: string;
  /** Sent as it stands: `fetch` would tidy up `//`, `..` and the like. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
};

/** One request exactly as written, following nothing. */
export function raw(url: string, question: Question): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const { method = "GET", path, headers = {}, body } = question;
  return new Promise((resolve, reject) => {
    const request = open({ hostname, port, method, path, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part) => parts.push(part));
      response.once("error", reject);
      response.once("end", () => {
        const told = Object.entries(response.headers).map(([name, value]) => [name, `${value}`]);
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(told),
          body: Buffer.concat(parts).toString("utf8"),
        });
      });
    });
    request.once("error", reject);
    request.end(body);
  });
}

/** The same, and once more at the address Next gives to the flight of a page. */
export async function rawFlight(url: string, question: Question): Promise<RawAnswer> {
  const answer = await raw(url, question);
  const { location } = answer.headers;
  if (answer.status !== 307 || !/[?&]_rsc\b/.test(location ?? "")) return answer;
  const { pathname, search } = new URL(location ?? "/", url);
  return await raw(url, { ...question, path: pathname + search });
}

/** A signed-in browser's cookies, got the way it gets them: a link's code, posted. */
export async function signedIn(url: string, link: string): Promise<string> {
  const code = link.split("/").at(-1) ?? "";
  const answer = await raw(url, {
    method: "POST",
    path: "/portal-session/redeem",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ code }).toString(),
  });
  const cookie = answer.headers["set-cookie"]?.split(";")[0];
  if (!cookie) throw new Error(`The link signed nobody in: ${answer.status}`);
  return cookie;
}

import { expect, test } from "vitest";
import { isOwnForm } from "./same-origin";

const own = { host: "localhost:3000" };

test.each([
  [{ ...own, "sec-fetch-site": "same-origin", origin: "http://localhost:3000" }],
  [{ ...own, "sec-fetch-site": "none" }],
  [{ host: "10.0.0.5:3000", origin: "http://10.0.0.5:3000" }],
  [own],
])("our own pages may post: %j", (headers) => {
  expect(isOwnForm(new Headers(headers))).toBe(true);
});

test.each([
  [{ ...own, "sec-fetch-site": "cross-site", origin: "https://evil.test" }],
  [{ ...own, "sec-fetch-site": "same-site", origin: "http://other.localhost:3000" }],
  [{ ...own, origin: "https://evil.test" }],
  [{ ...own, origin: "http://localhost:3001" }],
  [{ ...own, origin: "null" }],
])("other pages may not: %j", (headers) => {
  expect(isOwnForm(new Headers(headers))).toBe(false);
});

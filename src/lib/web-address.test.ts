import { expect, test } from "vitest";
import { isLogo, isWebAddress, originsIn, whyNotAncestors } from "./web-address";

test("origins stand apart by spaces", () => {
  expect(originsIn("")).toEqual([]);
  expect(originsIn("  https://app.example.com\n http://localhost:4000 ")).toEqual([
    "https://app.example.com",
    "http://localhost:4000",
  ]);
});

test.each([
  "https://*.example.com",
  "*",
  "https:",
  "'self'",
  "app.example.com",
  "https://app.example.com/",
  "https://app.example.com/page",
  "https://APP.example.com",
  "https://me@app.example.com",
  "https://app.example.com;",
  "https://a.example.com;script-src",
  "https://a.example.com,https://b.example.com",
  "javascript:alert(1)",
  "data:text/html,x",
])("%j is no origin, and lets nobody in", (text) => expect(originsIn(text)).toBeUndefined());

test("only this machine may frame us without https", () => {
  expect(whyNotAncestors("https://app.example.com http://localhost:4000")).toBeUndefined();
  expect(whyNotAncestors("http://127.0.0.1:4000")).toBeUndefined();
  expect(whyNotAncestors("http://app.example.com")).toMatch(/must be https/);
  expect(whyNotAncestors("http://localhost.example.com")).toMatch(/must be https/);
});

test.each(["https://app.example.com/back?a=1#b", "http://localhost:4000/"])(
  "%s can be gone back to",
  (text) => expect(isWebAddress(text)).toBe(true),
);

test.each([
  "javascript:alert(1)",
  "JaVaScRiPt://app.example.com/%0aalert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:msgbox(1)",
  "file:///etc/passwd",
  "blob:https://app.example.com/1",
  "//evil.test",
  "/account",
  "https://bank.example@evil.test/",
  "https://:secret@app.example.com/",
  `https://app.example.com/${"a".repeat(2_000)}`,
])("%s cannot", (text) => expect(isWebAddress(text)).toBe(false));

test.each(["/logo.svg", "https://cdn.example.com/logo.png", "data:image/svg+xml;base64,AAAA"])(
  "%s can be a logo",
  (text) => expect(isLogo(text)).toBe(true),
);

test.each([
  "//evil.test/logo.svg",
  "/\\evil.test",
  "http://cdn.example.com/logo.png",
  "logo.svg",
  "data:text/html,x",
  "javascript:1",
])("%s cannot", (text) => expect(isLogo(text)).toBe(false));

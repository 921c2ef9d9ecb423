import { expect, test } from "vitest";
import { normalEmail } from "./email-address";

test.each([
  ["Ada@Example.COM", "ada@example.com"],
  ["  ada+bills@example.co.uk ", "ada+bills@example.co.uk"],
  ["ada＠example.com", "ada@example.com"],
  ["ａｄａ@example.com", "ada@example.com"],
])("%s is one spelling of %s", (typed, normal) => {
  expect(normalEmail(typed)).toBe(normal);
});

test.each([
  "",
  "ada",
  "@example.com",
  "ada@",
  "ada@exa mple.com",
  "ada@example.com\r\nBcc: eve@evil.test",
  "ada@example.com,eve@evil.test",
  "<ada@example.com>",
  "ada\u0000@example.com",
  "ada@еxample.com", // a Cyrillic letter in the host
])("%j is no address", (typed) => {
  expect(normalEmail(typed)).toBeUndefined();
});

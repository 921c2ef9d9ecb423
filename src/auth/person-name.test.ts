import { expect, test } from "vitest";
import { isPersonName } from "./person-name";

test.each(["Mira Sommer", "Ó Briain", "李小龙", "Dr. J. R. O’Neill", "Anna-Lena v. d. Berg"])(
  "%s is a name",
  (name) => expect(isPersonName(name)).toBe(true),
);

test.each([
  ...["", " ", " Mira", "x".repeat(81), "Mira\nBcc: all@example.com", "Mira\u202egnp"],
  ...["https://evil.test", "Win at evil.test", "www.evil", "mira@evil.test", "<b>Mira</b>"],
])("%j is none", (name) => expect(isPersonName(name)).toBe(false));

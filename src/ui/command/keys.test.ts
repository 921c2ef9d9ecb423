import fc from "fast-check";
import { expect, test } from "vitest";
import { staffPages } from "../staff/pages";
import { goTo, goToOf, type Pending, type Press, read } from "./keys";

const plain = { command: false, alt: false, typing: false, dialog: false, atMs: 0 };
const on = { pending: null, singles: true } as const;

function press(key: string, more: Partial<Press> = {}): Press {
  return { ...plain, key, ...more };
}

test("g and a letter go to a page, when the letter follows soon", () => {
  const { pending } = read(press("g", { atMs: 100 }), on);
  expect(pending).toEqual({ sinceMs: 100 });
  expect(read(press("i", { atMs: 1_600 }), { ...on, pending }).command).toEqual({
    do: "go",
    href: "/invoices",
  });
  expect(read(press("i", { atMs: 1_601 }), { ...on, pending }).command).toBeNull();
  expect(read(press("x", { atMs: 200 }), { ...on, pending })).toEqual({
    command: null,
    pending: null,
  });
});

test("of staff the same letters lead through staff's pages, and to no customer's", () => {
  const pending = { sinceMs: 0 };
  const staffGoTo = goToOf(staffPages);
  expect(Object.keys(staffGoTo), "no letter leads to two pages").toHaveLength(staffPages.length);
  for (const [key, { href }] of Object.entries(staffGoTo)) {
    const { command } = read(press(key), { ...on, pending, to: staffGoTo });
    expect(command).toEqual({ do: "go", href });
    expect(href).toMatch(/^\/staff/);
  }
  const theirs = Object.keys(goTo).filter((key) => !Object.hasOwn(staffGoTo, key));
  for (const key of theirs) {
    expect(read(press(key), { ...on, pending, to: staffGoTo }).command?.do).not.toBe("go");
  }
});

test("a letter of an object's own making goes nowhere", () => {
  for (const key of ["constructor", "toString", "__proto__"]) {
    expect(read(press(key), { ...on, pending: { sinceMs: 0 } }).command).toBeNull();
  }
});

test.each([
  ["/", "search"],
  ["?", "help"],
  ["j", "down"],
  ["k", "up"],
  ["Escape", "close"],
])("%s asks for %s", (key, name) => {
  expect(read(press(key), on).command).toEqual({ do: name });
});

test("Ctrl-K opens the palette from anywhere, also with Caps Lock", () => {
  for (const where of [{}, { typing: true }, { dialog: true }]) {
    expect(read(press("k", { command: true, ...where }), on).command).toEqual({ do: "palette" });
  }
  expect(read(press("K", { command: true }), { ...on, singles: false }).command).toEqual({
    do: "palette",
  });
});

test("Ctrl-Enter sends the form one writes in, and nothing elsewhere", () => {
  expect(read(press("Enter", { command: true, typing: true }), on).command).toEqual({
    do: "submit",
  });
  expect(read(press("Enter", { command: true }), on).command).toBeNull();
});

const anyKey = fc.constantFrom("g", "o", "i", "j", "k", "/", "?", "x", "1", "Enter", "Escape");
const anyPending = fc.option(fc.record({ sinceMs: fc.constant(0) })) as fc.Arbitrary<Pending>;

test("single keys do nothing in fields, over dialogs, or turned off", () => {
  const quiet = fc.constantFrom(
    { typing: true, singles: true },
    { dialog: true, singles: true },
    { alt: true, singles: true },
    { singles: false },
  );
  fc.assert(
    fc.property(anyKey, anyPending, quiet, (key, pending, { singles, ...where }) => {
      const { command } = read(press(key, where), { pending, singles });
      expect(command?.do ?? "close").toBe("close");
    }),
  );
});

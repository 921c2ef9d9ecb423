import { type Messages as AnyMessages, createTranslator } from "next-intl";
import { describe, expect, test } from "vitest";
import { type AppLocale, locales, pseudoLocale } from "./locales";
import { messagesFor } from "./messages";

type Tree = { [key: string]: string | Tree };

const english = flat(messagesFor("en"));

describe.each(["de", "fr"] as const)("in %s", (language) => {
  const messages = flat(messagesFor(language));

  test("there is every message of the English original, and no other", () => {
    expect([...messages.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test("each takes the same arguments, in the same kinds, and the same tags", () => {
    const other = [...english].filter(
      ([key, text]) => same(shapeOf(messages.get(key) ?? "")) !== same(shapeOf(text)),
    );
    expect(other.map(([key]) => key)).toEqual([]);
  });

  test("none is left in English by oversight", () => {
    const untouched = [...english].filter(
      ([key, text]) => messages.get(key) === text && isSentence(text),
    );
    expect(untouched.map(([key]) => key)).toEqual([]);
  });
});

describe.each<AppLocale>([...locales, pseudoLocale])("in %s", (locale) => {
  const messages = messagesFor(locale);

  test("every message can be read and says something with each of its arguments", () => {
    const problems: string[] = [];
    const t = createTranslator({
      locale,
      messages: messages as AnyMessages,
      timeZone: "UTC",
      onError: ({ message }) => problems.push(message),
    });
    for (const [key, text] of flat(messages)) {
      for (const values of argumentsFor(text)) {
        const said = t.markup(key as never, values as never);
        if (said.trim() === "" || said === key) problems.push(`${key} says nothing`);
        if (/[{}]/.test(said)) problems.push(`${key} says ${said}`);
      }
    }
    expect(problems).toEqual([]);
  });

  test("quotes and apostrophes are the typographer's, which ICU leaves alone", () => {
    const straight = [...flat(messages)].filter(([, text]) => /['"]/.test(text));
    expect(straight.map(([key]) => key)).toEqual([]);
  });
});

test("French sets a narrow no-break space before : ; ? ! » and after «", () => {
  const loose = [...flat(messagesFor("fr"))].filter(
    ([key, text]) => !key.endsWith(".nameBad") && /[ \u00a0][:;?!»]|«(?!\u202f)/.test(text),
  );
  expect(loose.map(([key]) => key)).toEqual([]);
});

test("German addresses whoever reads it as Sie throughout", () => {
  const familiar = [...flat(messagesFor("de"))].filter(([, text]) =>
    /(?<![\p{L}])(du|dir|dich|dein\p{L}*)(?![\p{L}])/iu.test(text),
  );
  expect(familiar.map(([key]) => key)).toEqual([]);
});

test("what a message takes is read through plurals, choices and tags", () => {
  const { args, tags } = shapeOf(
    "{who, select, you {<b>Your</b> {n, plural, =0 {none} one {# bill} other {{figure} bills}}} other {{at, date, short}}}",
  );
  expect(Object.fromEntries(args)).toEqual({
    who: { kind: "select", options: ["you", "other"] },
    n: { kind: "plural", options: ["=0", "one", "other"] },
    figure: { kind: "text", options: [] },
    at: { kind: "date", options: [] },
  });
  expect([...tags]).toEqual(["b"]);
});

/** Values for every branch a message has: each plural form's number, each choice. */
function argumentsFor(text: string): Record<string, unknown>[] {
  const { args, tags } = shapeOf(text);
  const plain: Record<string, unknown> = {};
  for (const tag of tags) plain[tag] = (chunks: string) => `<${chunks}>`;
  for (const [name, { kind }] of args) plain[name] = kind === "text" ? "x" : 2;
  const branches = [...args].flatMap(([name, { kind, options }]) => {
    if (kind === "select") return options.map((option) => ({ ...plain, [name]: option }));
    if (kind === "plural" || kind === "selectordinal") {
      return [0, 1, 2, 5, 1_000_000].map((count) => ({ ...plain, [name]: count }));
    }
    if (kind === "date" || kind === "time") return [{ ...plain, [name]: new Date(0) }];
    return [];
  });
  return branches.length > 0 ? branches : [plain];
}

/** Words enough that three languages do not share them by chance. */
function isSentence(text: string): boolean {
  return (text.replaceAll(/<[^>]*>|\{[^}]*\}/g, "").match(/\p{L}{2,}/gu) ?? []).length >= 3;
}

function same({ args, tags }: ReturnType<typeof shapeOf>): string {
  const kinds = [...args].map(([name, { kind, options }]) =>
    // A language has its own plural forms; choices are the code's.
    kind === "select" ? [name, kind, [...options].sort()] : [name, kind],
  );
  return JSON.stringify([kinds.sort(), [...tags].sort()]);
}

function flat(tree: Tree, path = ""): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    const at = path ? `${path}.${key}` : key;
    return typeof value === "string" ? [[at, value]] : [...flat(value, at)];
  });
  return new Map(entries);
}

/** What a message needs to be said: its arguments by name, and its tags. */
type Shape = {
  args: Map<string, { kind: string; options: string[] }>;
  tags: Set<string>;
};

/** Reads an ICU message as far as tests need: what it takes, not what it says. */
function shapeOf(message: string): Shape {
  const shape: Shape = { args: new Map(), tags: new Set() };
  text(message, 0, shape);
  return shape;
}

/** Reads text up to the brace that closes it; where that brace stands. */
function text(message: string, from: number, shape: Shape): number {
  let at = from;
  while (at < message.length && message[at] !== "}") {
    const tag = /^<(\w+)/.exec(message.slice(at, at + 60));
    if (tag?.[1]) shape.tags.add(tag[1]);
    at = message[at] === "{" ? argument(message, at + 1, shape) : at + 1;
  }
  return at;
}

/** Reads `name}`, `name, kind…}` or `name, kind, option {text} …}`; where it has ended. */
function argument(message: string, from: number, shape: Shape): number {
  const [head = "", name = "", kind = "text"] =
    /^\s*(\w+)\s*(?:,\s*(\w+)\s*,?)?/.exec(message.slice(from)) ?? [];
  const options: string[] = [];
  let at = from + head.length;
  while (at < message.length && message[at] !== "}") {
    const option = /^\s*(=?\w+)\s*\{/.exec(message.slice(at));
    if (option?.[1]) {
      options.push(option[1]);
      at = text(message, at + option[0].length, shape);
    }
    at += 1;
  }
  shape.args.set(name, { kind, options });
  return at + 1;
}

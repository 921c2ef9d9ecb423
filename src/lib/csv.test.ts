import { expect, test } from "vitest";
import { type Cell, decimal, harmless, type Table, toCsv, toJsonFile } from "./csv";

async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const part of parts) text += part;
  return text;
}

const table = (rows: Cell[][], head: Table["head"] = []): Table => ({
  head,
  columns: ["name", "credits"],
  batches: [rows],
});

/** RFC 4180, read the plain way. */
function parse(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of csv.matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n|$)/g,
  )) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? "");
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  return rows.slice(0, -1);
}

test("a file says what it is before its rows", async () => {
  const head = [
    ["account", "Nimbus"],
    ["zone", "Asia/Kathmandu"],
  ] as const;
  expect(await textOf(toCsv(table([["api_call", 12_345n]], head)))).toBe(
    "# account,Nimbus\r\n# zone,Asia/Kathmandu\r\nname,credits\r\napi_call,12345\r\n",
  );
});

test.each([
  '=HYPERLINK("https://evil.example")',
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "\0=1",
  "＝1+1",
  "＋1",
  "－1",
  "＠x",
  "−1",
  "  =1",
  "\u200b=1",
  "\u00a0=1",
  "'=1",
  "'twas",
])("%j cannot be taken for a formula, quoted, and comes back as written", async (name) => {
  const csv = await textOf(toCsv(table([[name, 1n]])));
  const cell = parse(csv)[1]?.[0];
  expect(cell).toBe(`'${name}`);
  expect(csv.slice("name,credits\r\n".length).startsWith("\"'")).toBe(true);
  expect(cell?.replace(/^'/, "")).toBe(name);
});

test.each(["a;b", 'say "hello"', "two\nlines", "comma, separated", " blanks ", "ärger", "漢字"])(
  "%j is left as it is and survives",
  async (name) => {
    expect(harmless(name)).toBe(name);
    const csv = await textOf(toCsv(table([[name, 1n]])));
    expect(parse(csv)[1]).toEqual([name, "1"]);
  },
);

test("figures stay figures, also below zero and beyond 2^53", async () => {
  const rows = [
    ["a", -5_000n],
    ["b", 9_007_199_254_740_993n],
    ["c", decimal("-0.01")],
    ["d", null],
  ];
  expect(await textOf(toCsv(table(rows)))).toBe(
    "name,credits\r\na,-5000\r\nb,9007199254740993\r\nc,-0.01\r\nd,\r\n",
  );
});

test("a float is no figure of ours", async () => {
  await expect(textOf(toCsv(table([["a", 0.1]])))).rejects.toThrow();
  expect(() => decimal("=1")).toThrow();
  expect(() => decimal("1e3")).toThrow();
});

test("the JSON file holds the same rows, figures as exact digits and text as it is", async () => {
  const at = new Date("2026-11-04T12:00:00Z");
  const rows = [
    ["=1", 9_007_199_254_740_993n],
    ["b", at],
  ];
  const json = await textOf(toJsonFile(table(rows, [["zone", "UTC"]])));
  expect(JSON.parse(json)).toEqual({
    head: { zone: "UTC" },
    rows: [
      { name: "=1", credits: "9007199254740993" },
      { name: "b", credits: "2026-11-04T12:00:00.000Z" },
    ],
  });
});

test("a file of no rows is a file all the same", async () => {
  expect(await textOf(toCsv(table([])))).toBe("name,credits\r\n");
  expect(JSON.parse(await textOf(toJsonFile(table([]))))).toEqual({ head: {}, rows: [] });
});

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extractText, getDocumentProxy } from "unpdf";
import { expect, test } from "vitest";
import { printDocument } from "@/billing/invoices/document";
import { shareOf } from "../runs";
import { line, pagesOf, sheet } from "./sheets";

test("the same sheet makes the same bytes, here again and in another process", async () => {
  const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const here = digest(await printDocument(sheet()));
  expect(digest(await printDocument(sheet()))).toBe(here);
  const program = `
    import { printDocument } from "./src/billing/invoices/document.tsx";
    const sheet = JSON.parse(process.argv[1], (key, value) => (key === "issuedAt" ? new Date(value) : value));
    process.stdout.write(Buffer.from(await printDocument(sheet)).toString("base64"));`;
  const args = ["--import", "tsx", "--input-type=module", "-e", program, JSON.stringify(sheet())];
  const env = { ...process.env, TZ: "Asia/Tokyo" };
  const out = execFileSync(process.execPath, args, { env, maxBuffer: 2 ** 26, encoding: "utf8" });
  expect(digest(Buffer.from(out, "base64"))).toBe(here);
}, 60_000);

test("500 lines go over as many pages as it takes, each with its number and the head of the table", async () => {
  const lines = Array.from({ length: 500 }, (_, index) => ({
    ...line,
    what: `Line ${index + 1}.`,
  }));
  const pages = await pagesOf(sheet({ groups: [{ heading: null, lines }] }));
  expect(pages.length).toBeGreaterThan(15);
  expect(pages.length).toBeLessThan(40);
  for (const [index, page] of pages.entries()) {
    expect(page).toContain(`${index + 1} of ${pages.length}`);
    if (page.includes("Line ")) expect(page).toContain("Unit price");
  }
  const all = pages.join(" ");
  for (const { what } of lines) expect(all).toContain(what);
}, 60_000);

test("what looks like code is text, and nothing but fonts is opened (M8)", async () => {
  const hostile = `<script>alert(1)</script> <img src="http://127.0.0.1:1/x.png"> file:///etc/passwd`;
  const program = `
    import fs from "node:fs"; import net from "node:net"; import http from "node:http";
    import { syncBuiltinESMExports } from "node:module";
    import { printDocument } from "./src/billing/invoices/document.tsx";
    const sheet = JSON.parse(process.argv[1], (key, value) => (key === "issuedAt" ? new Date(value) : value));
    await printDocument(JSON.parse(JSON.stringify(sheet), (key, value) => (key === "issuedAt" ? new Date(value) : value)));
    const seen = [];
    const watch = (module, name) => {
      const real = module[name];
      module[name] = (...args) => { seen.push(name + " " + String(args[0]?.host ?? args[0])); return real.apply(module, args); };
    };
    for (const name of ["readFileSync", "readFile", "openSync", "open", "createReadStream"]) watch(fs, name);
    watch(fs.promises, "readFile"); watch(fs.promises, "open");
    watch(net, "connect"); watch(net, "createConnection"); watch(http, "request");
    globalThis.fetch = (...args) => { seen.push("fetch " + args[0]); throw new Error("no network"); };
    syncBuiltinESMExports();
    const bytes = await printDocument(sheet);
    process.stdout.write(JSON.stringify({ seen, pdf: Buffer.from(bytes).toString("base64") }));`;
  const given = sheet({
    buyer: { label: "To", name: hostile, lines: [hostile] },
    groups: [
      { heading: hostile, lines: [{ ...line, what: hostile, notes: [hostile, "東京 กรุงเทพ"] }] },
    ],
    notes: [hostile],
  });
  const args = ["--import", "tsx", "--input-type=module", "-e", program, JSON.stringify(given)];
  const out = execFileSync(process.execPath, args, { maxBuffer: 2 ** 26, encoding: "utf8" });
  const { seen, pdf } = JSON.parse(out) as { seen: string[]; pdf: string };
  expect(
    seen.filter(
      (one) => !/node_modules\/(@embedpdf|@fontsource)\/[\w-]+\/(fonts|files)\//.test(one),
    ),
  ).toEqual([]);
  const raw = Buffer.from(pdf, "base64").toString("latin1");
  expect(raw).not.toMatch(/\/(JavaScript|JS|URI|Launch|EmbeddedFile|OpenAction)\b/);
  const { text } = await extractText(
    await getDocumentProxy(new Uint8Array(Buffer.from(pdf, "base64"))),
    { mergePages: true },
  );
  expect(text).toContain("<script>alert(1)</script>");
  expect(text.replaceAll(/\s+/g, " ")).toContain("file:///etc/passwd");
}, 60_000);

const long = [
  ["in words", "word ".repeat(400), 25],
  ["without a space", "x".repeat(2_000), 25],
  ["in Japanese", "漢字かな交じり文".repeat(250), 25],
  ["in Thai", "ใบแจ้งหนี้".repeat(200), 25],
  ["of pictures", "👩🏿‍🚀🇩🇪1️⃣".repeat(140), 25],
] as const;

test.each(shareOf(long, { part: 0, of: long.length }))(
  "50,000 characters %s stay small, on few pages",
  async (_, what, count) => {
    const lines = Array.from({ length: count }, () => ({ ...line, what }));
    const given = sheet({ groups: [{ heading: null, lines }] });
    const bytes = await printDocument(given);
    expect(bytes.length).toBeLessThan(5_000_000);
    const { totalPages } = await extractText(await getDocumentProxy(new Uint8Array(bytes)));
    expect(totalPages).toBeLessThan(60);
  },
  60_000,
);

test("only files of this folder know the printer's library, so that no page carries it", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" });
  const users = files
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"))
    .filter((file) =>
      /@react-pdf|"pdfkit"|invoices\/document"|\.\/document"/.test(
        readFileSync(`src/${file}`, "utf8"),
      ),
    );
  expect(users.sort()).toEqual([
    "billing/invoices/document-fonts.ts",
    "billing/invoices/document-styles.ts",
    "billing/invoices/document.tsx",
    "billing/invoices/print-thread.ts",
    "billing/invoices/set-glyphs.ts",
  ]);
});

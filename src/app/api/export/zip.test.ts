import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { zipped } from "./zip";

async function* files() {
  yield { name: "INV-000001.pdf", bytes: new TextEncoder().encode("one") };
  yield { name: "invoices.csv", bytes: new TextEncoder().encode("number\r\nINV-000001\r\n") };
}

test("files go into the archive as they are, and the same files make the same bytes", async () => {
  const bytes = new Uint8Array(await new Response(zipped(files())).arrayBuffer());
  const found = Object.entries(unzipSync(bytes)).map(([name, of]) => [name, strFromU8(of)]);
  expect(found).toEqual([
    ["INV-000001.pdf", "one"],
    ["invoices.csv", "number\r\nINV-000001\r\n"],
  ]);
  const again = new Uint8Array(await new Response(zipped(files())).arrayBuffer());
  expect(Buffer.from(again).equals(Buffer.from(bytes))).toBe(true);
});

test("a file that cannot be made breaks the archive off instead of leaving it out", async () => {
  async function* failing() {
    yield* files();
    throw new Error("no file");
  }
  await expect(new Response(zipped(failing())).arrayBuffer()).rejects.toThrow("no file");
});

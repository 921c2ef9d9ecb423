import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rememberedPort } from "./ports";

test("a port is remembered, unless a stranger has it by now", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "ports-")), "stripe", "port");
  const first = await rememberedPort(path);
  expect(await rememberedPort(path)).toBe(first);
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(first, "127.0.0.1", resolve));
  const second = await rememberedPort(path);
  stranger.close();
  expect(second).not.toBe(first);
  expect(readFileSync(path, "utf8")).toBe(String(second));
});

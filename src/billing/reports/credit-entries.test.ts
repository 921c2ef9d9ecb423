import { expect, test } from "vitest";
import { withBalances } from "./credit-entries";

const at = new Date("2026-03-01T10:00:00Z");
const row = (version: bigint, change: bigint) => ({
  version,
  kind: change > 0n ? "grant" : "consume",
  at,
  change,
  overage: 0n,
  source: null,
});

test("each entry shows the balance it left, and the newest shows today's", () => {
  const entries = withBalances([row(9n, -300n), row(7n, 20_000n), row(4n, -50n)], {
    total: 19_750n,
    expired: 0n,
    expiredAt: null,
  });
  expect(entries.map(({ balance }) => balance)).toEqual([19_750n, 20_050n, 50n]);
});

test("credits that expired are gone at once, before their entry is posted", () => {
  const entries = withBalances([row(9n, 20_000n), row(8n, -100n)], {
    total: 20_400n,
    expired: 400n,
    expiredAt: at,
  });
  expect(entries.map((one) => [one.version, one.kind, one.change, one.balance])).toEqual([
    [null, "expire", -400n, 20_000n],
    [9n, "grant", 20_000n, 20_400n],
    [8n, "consume", -100n, 400n],
  ]);
});

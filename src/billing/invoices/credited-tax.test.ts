import fc from "fast-check";
import { expect, test } from "vitest";
import { part } from "@/lib/money";
import { type Taxed, taxOfCredit } from "./credited-tax";

test("thirds of $10.00 with $1.90 of tax: 0.63, 0.64 and 0.63", () => {
  // 0.6327…, 1.2673… and 1.90 in all.
  const line: Taxed = { netMinor: 1_000n, taxMinor: 190n, returns: [] };
  const taxes = [333n, 334n, 333n].map((netMinor) => {
    const taxMinor = taxOfCredit(line, netMinor);
    line.returns = [...line.returns, { netMinor, taxMinor }];
    return taxMinor;
  });
  expect(taxes).toEqual([63n, 64n, 63n]);
});

const line = fc
  .record({
    netMinor: fc.oneof(fc.bigInt(1n, 30n), fc.bigInt(1n, 10n ** 12n)),
    ratePpm: fc.bigInt(0n, 1_000_000n),
  })
  .map(({ netMinor, ratePpm }) => ({ netMinor, taxMinor: part(netMinor, ratePpm, 1_000_000n) }));

/** A part of what is left, in thousandths; or one that went back is given up again. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ back: fc.bigInt(0n, 1_000n) }) },
  { weight: 1, arbitrary: fc.record({ givenUp: fc.nat(9) }) },
);

test("whatever goes back, and stands or is given up: never more tax than the line had, and all of it in the end", () => {
  fc.assert(
    fc.property(line, fc.array(step, { maxLength: 12 }), ({ netMinor, taxMinor }, steps) => {
      let returns: Taxed["returns"] = [];
      const sum = (of: "netMinor" | "taxMinor") => returns.reduce((all, one) => all + one[of], 0n);
      const giveBack = (minor: bigint) => {
        const tax = taxOfCredit({ netMinor, taxMinor, returns }, minor);
        expect(tax).toBeGreaterThanOrEqual(0n);
        returns = [...returns, { netMinor: minor, taxMinor: tax }];
        expect(sum("taxMinor")).toBeLessThanOrEqual(taxMinor);
      };
      for (const one of steps) {
        if ("back" in one) giveBack(((netMinor - sum("netMinor")) * one.back) / 1_000n);
        else returns = returns.filter((_, index) => index !== one.givenUp);
        expect(sum("taxMinor")).toBeLessThanOrEqual(taxMinor);
      }
      const left = netMinor - sum("netMinor");
      if (left > 0n) giveBack(left);
      expect([sum("netMinor"), sum("taxMinor")]).toEqual([netMinor, taxMinor]);
    }),
    { numRuns: 2_000 },
  );
});

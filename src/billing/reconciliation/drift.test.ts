import { expect, test } from "vitest";
import { type DriftSeen, driftOf, lookAgain } from "./drift";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));
const usd = (minor: bigint) => new Map([["usd", minor]]);
const nothing: DriftSeen = { known: new Map(), otherSince: null };

test("drift is what lies there less what the ledgers say, where they differ", () => {
  const ledgers = [
    { currency: "usd", ledger: 100n },
    { currency: "eur", ledger: 40n },
    { currency: "gbp", ledger: 5n },
  ];
  const said = [
    { currency: "usd", minor: 60n },
    { currency: "eur", minor: 40n },
    { currency: "chf", minor: 7n },
  ];
  expect(driftOf(ledgers, said)).toEqual(
    new Map([
      ["usd", -40n],
      ["chf", 7n],
      ["gbp", -5n],
    ]),
  );
});

test("it is looked into after three minutes of standing, once", () => {
  let { seen, asks } = lookAgain(nothing, { drift: usd(-40n), at: at(0) });
  expect(asks).toBe(false);
  ({ seen, asks } = lookAgain(seen, { drift: usd(-40n), at: at(179) }));
  expect(asks).toBe(false);
  ({ seen, asks } = lookAgain(seen, { drift: usd(-40n), at: at(180) }));
  expect(asks).toBe(true);
  ({ seen, asks } = lookAgain(seen, { drift: usd(-40n), at: at(900) }));
  expect(asks).toBe(false);
  // Another beside it is news again.
  ({ seen, asks } = lookAgain(seen, { drift: usd(-90n), at: at(910) }));
  ({ asks } = lookAgain(seen, { drift: usd(-90n), at: at(1_090) }));
  expect(asks).toBe(true);
});

test("what is on its way comes and goes, and nobody is asked to look", () => {
  let seen = nothing;
  for (let second = 0; second < 1_200; second += 60) {
    const drift = second % 120 === 0 ? usd(500n) : new Map<string, bigint>();
    const look = lookAgain(seen, { drift, at: at(second) });
    expect(look.asks).toBe(false);
    ({ seen } = look);
  }
});

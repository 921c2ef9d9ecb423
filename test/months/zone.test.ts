import { afterEach, beforeEach, expect, test } from "vitest";
import { fromText } from "@/billing/months/figures-text";
import { listSnapshots } from "@/billing/months/queries";
import { env } from "@/env";
import { verifySnapshot } from "@/staff/months";
import { advance, books, Customer, openBooks } from "../books";
import { closeMonth } from "./closing";

const house: { HOUSE_TIMEZONE: string } = env;
const before = house.HOUSE_TIMEZONE;

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));
afterEach(() => {
  house.HOUSE_TIMEZONE = before;
});

async function closedWith(month: string) {
  const [last] = await listSnapshots(books(), month);
  if (!last) throw new Error(`${month} was closed`);
  return { ...fromText(last.content), sha256: last.sha256 };
}

test("a house that moves from UTC to New York between two months: the next goes on where the last one ended", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  await advance("2026-02-01T01:00:00Z");
  await closeMonth("2026-01");
  await customer.grant(30n);
  await advance("2026-03-01T01:00:00Z");
  await closeMonth("2026-02");

  house.HOUSE_TIMEZONE = "America/New_York";
  // The evening of the 31st in New York, by UTC April already: the first month to end by its own clock.
  await advance("2026-04-01T03:30:00Z");
  await customer.grant(5n);
  await advance("2026-04-01T05:00:00Z");
  await closeMonth("2026-03");

  const march = await closedWith("2026-03");
  const february = await closedWith("2026-02");
  expect(march).toMatchObject({
    ...{ timeZone: "America/New_York", goesOnFrom: february.sha256 },
    ...{ from: "2026-03-01T00:00:00.000Z", until: "2026-04-01T04:00:00.000Z" },
  });
  const credits = march.trialBalance.find(({ kind }) => kind === "grant");
  expect(credits).toMatchObject({ opening: "130", debits: "5", closing: "135" });
  for (const month of ["2026-01", "2026-02", "2026-03"]) {
    const { kept, ...again } = await verifySnapshot(books(), { month, number: null });
    expect(again, month).toEqual({ hashed: kept, noted: kept, now: kept });
  }
});

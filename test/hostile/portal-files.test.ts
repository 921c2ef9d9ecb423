import { expect, test } from "vitest";
import { consumeAll } from "@/billing/credits/consume";
import { grantsFile, ledgerFile } from "@/billing/reports/ledger-files";
import { eventsFile } from "@/billing/reports/usage-files";
import { type Table, toCsv } from "@/lib/csv";
import { advance, books, Customer, openBooks, setClock } from "../books";

const current = {
  ...{ period: null, from: null, to: null, line: null, day: null },
  ...{ feature: null, actor: null, property: null },
};

test("a file of the current period is of that period to its end, also when the next begins meanwhile", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  await setClock("2026-01-31T23:59:00Z");
  // One batch of a file is 2,000 events; 50 of these are of its second.
  for (let set = 0; set < 5; set += 1) {
    await consumeAll(
      books(),
      Array.from({ length: 410 }, () => customer.usage(1n)),
    );
  }
  const file = await eventsFile(books(), customer.id, current);
  const rows = await rowsOf(file, () => advance("2026-02-01T02:00:00Z"));
  expect(rows).toHaveLength(2_050);
  expect(new Set(rows.map(([key]) => key)).size).toBe(2_050);
});

test("a file of the current month is of the zone it began with, also when the account moves meanwhile", async () => {
  await openBooks("2026-01-31T22:00:00Z");
  const customer = await Customer.open({ timezone: "UTC" });
  await customer.grant(10_000n);
  // 22:00 of 31 January, and in Kiritimati noon of 1 February.
  for (let set = 0; set < 5; set += 1) {
    await consumeAll(
      books(),
      Array.from({ length: 410 }, () => customer.usage(1n)),
    );
  }
  const file = await eventsFile(books(), customer.id, { ...current, period: "2026-01" });
  const rows = await rowsOf(file, () => customer.moveTo("Pacific/Kiritimati"));
  expect(rows).toHaveLength(2_050);
  expect(new Set(rows.map(([, , local]) => local))).toEqual(new Set(["2026-01-31T22:00:00+00:00"]));
});

test("a file of a day's ledger is of the zone it began with, also when the account moves meanwhile", async () => {
  await openBooks("2026-01-31T08:00:00Z");
  const customer = await Customer.open({ timezone: "UTC" });
  for (const hour of ["08", "09", "12", "22"]) {
    await setClock(`2026-01-31T${hour}:00:00Z`);
    await customer.grant(10n);
  }
  const day = { kind: null, grantId: null, from: "2026-01-31", to: "2026-01-31" };
  // In Kiritimati it is February from ten o'clock on, in Pago Pago 30 January until eleven.
  const file = await ledgerFile(books(), customer.id, day, 2);
  const rows = await rowsOf(file, () => customer.moveTo("Pacific/Pago_Pago"));
  expect(rows.map(([, at]) => at?.slice(11, 13))).toEqual(["22", "12", "09", "08"]);
});

test("a grant that is used up while its file is written stands in it once", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.grant(10n, { priority: 90 });
  for (const day of [2, 3, 4]) {
    await setClock(`2026-01-0${day}T00:00:00Z`);
    await customer.grant(10n);
  }
  await customer.consume(30n);
  const rows = await rowsOf(await grantsFile(books(), customer.id, 1), () => customer.consume(10n));
  expect(rows).toHaveLength(4);
  expect(new Set(rows.map(([id]) => id)).size).toBe(4);
});

/** The rows of a file; something happens once its first batch is written. */
async function rowsOf(file: Table, meanwhile: () => Promise<unknown>): Promise<string[][]> {
  const parts: string[] = [];
  for await (const part of toCsv(file)) {
    parts.push(part);
    if (parts.length === 3) await meanwhile();
  }
  return parts
    .slice(2)
    .flatMap((part) => part.split("\r\n").filter((line) => line !== ""))
    .map((line) => line.split(","));
}

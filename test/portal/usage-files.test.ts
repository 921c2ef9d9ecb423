import { expect, test } from "vitest";
import { cellsFile, eventsFile } from "@/billing/reports/usage-files";
import { toCsv } from "@/lib/csv";
import { books, Customer, openBooks, setClock } from "../books";
import { january, usageOf, use } from "./usage-story";

const all = {
  ...{ period: null, from: null, to: null, line: null },
  ...{ feature: null, actor: null, property: null },
};

test("the file of January's events says what it is and has every figure bare", async () => {
  const customer = await january();
  const [, period] = await usageOf(customer).periods();
  const question = { ...all, period: period?.key ?? null, actor: "key:tb_b", day: null };
  const lines = (await textOf(toCsv(await eventsFile(books(), customer.id, question)))).split(
    "\r\n",
  );
  expect(lines.slice(0, 8)).toEqual([
    `# account,${customer.externalId}`,
    "# time zone,Europe/Berlin",
    "# from,2026-01-01T00:00:00.000Z",
    "# to (not included),2026-02-01T00:00:00.000Z",
    "# local days,2026-01-01 to 2026-02-01",
    "# as of,2026-02-10T09:00:00.000Z",
    "# invoice,INV-000001",
    "# actor,key:tb_b",
  ]);
  expect(lines.slice(9, 11)).toEqual([
    "grace,2026-01-31T23:50:00.000Z,2026-02-01T00:50:00+01:00,2026-02-01T00:30:00.000Z,api_call,40,40,40,,INV-000001,INV-000002,false,key:tb_b,",
    "beyond,2026-01-12T09:00:00.000Z,2026-01-12T10:00:00+01:00,2026-01-12T09:00:00.000Z,api_call,5000,5000,5000,,INV-000001,INV-000002,false,key:tb_b,",
  ]);
  expect(lines).toHaveLength(9 + 4 + 1);
});

test("the file of days has the chart's cells, with what they cost", async () => {
  const customer = await january();
  const [, period] = await usageOf(customer).periods();
  const question = { ...all, period: period?.key ?? null, grouping: { by: "feature" as const } };
  const lines = (await textOf(toCsv(await cellsFile(books(), customer.id, question)))).split(
    "\r\n",
  );
  expect(lines.slice(7, -1)).toEqual([
    "# grouped by,feature",
    "day,group,quantity,credits,overage_credits,events,cost_usd",
    "2026-01-05,api_call,1200,1200,0,2,5.94",
    "2026-01-06,image,100,500,0,1,2.48",
    "2026-01-10,api_call,18300,18300,0,1,90.58",
    "2026-01-12,api_call,5000,5000,5000,1,50.00",
    "2026-01-20,api_call,300,300,0,1,1.49",
    "2026-02-01,api_call,40,40,40,1,0.40",
  ]);
});

test("an event whose name is a formula is text in the file", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.grant(10n);
  await use(customer, 1n, { key: "=cmd|' /C calc'!A0", metadata: { note: "+1" } });
  const csv = await textOf(toCsv(await eventsFile(books(), customer.id, { ...all, day: null })));
  expect(csv).toContain(`\r\n"'=cmd|' /C calc'!A0",2026`);
  expect(csv).toContain(`"{""note"":""+1""}"`);
});

test("what is booked while a file is written is not in it", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.grant(10n);
  await setClock("2026-01-02T00:00:00Z");
  await use(customer, 1n, { key: "before" });
  const file = await eventsFile(books(), customer.id, { ...all, day: null });
  await use(customer, 1n, { key: "meanwhile" });
  const csv = await textOf(toCsv(file));
  expect(csv).toContain("\r\nbefore,");
  expect(csv).not.toContain("meanwhile");
});

async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const part of parts) text += part;
  return text;
}

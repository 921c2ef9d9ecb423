import { beforeAll, describe, expect, test } from "vitest";
import { eventsFile } from "@/billing/reports/usage-files";
import { toCsv, toJsonFile } from "@/lib/csv";
import { addSeconds, startOfDay } from "@/lib/time";
import { createCallerFactory } from "@/trpc/init";
import { appRouter } from "@/trpc/root";
import { books, Customer, openBooks, setClock } from "../books";
import { shareOf } from "../runs";
import { usageOf, use } from "./usage-story";

/** Days around a change of clocks where there is one, and the hours such a day has. */
const cases = [
  { zone: "Pacific/Niue", day: "2026-03-31", hours: 24 },
  { zone: "Pacific/Pago_Pago", day: "2026-02-28", hours: 24 },
  { zone: "America/St_Johns", day: "2026-03-08", hours: 23 },
  { zone: "America/St_Johns", day: "2026-11-01", hours: 25 },
  { zone: "Europe/Berlin", day: "2026-03-29", hours: 23 },
  { zone: "Europe/Berlin", day: "2026-10-25", hours: 25 },
  { zone: "Asia/Kathmandu", day: "2026-03-31", hours: 24 },
  { zone: "Pacific/Chatham", day: "2026-04-05", hours: 25 },
  { zone: "Pacific/Chatham", day: "2026-09-27", hours: 23 },
  { zone: "Pacific/Kiritimati", day: "2026-12-31", hours: 24 },
];

const nextDay = (day: string, days = 1) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

describe.each(shareOf(cases, { part: 1, of: 3 }))(
  "$zone on $day, a day of $hours hours",
  ({ zone, day, hours }) => {
    let customer: Customer;
    /** What was used by local day, as the system's own calendar tells the day. */
    const expected = new Map<string, bigint>();
    const [from, to] = [nextDay(day, -1), nextDay(day)];

    beforeAll(async () => {
      await openBooks(`${nextDay(day, -20)}T00:00:00Z`);
      customer = await Customer.open({ timezone: zone });
      await customer.grant(1_000_000n);
      await setClock(`${nextDay(day, 4)}T00:00:00Z`);
      for (const [index, at] of instants().entries()) {
        const quantity = BigInt(index + 1) ** 2n;
        const local = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at);
        expected.set(local, (expected.get(local) ?? 0n) + quantity);
        await use(customer, quantity, { at: at.toISOString(), by: `tb_${index % 3}` });
      }
    });

    /** Around each midnight to the second, and every 107 minutes in between. */
    function instants(): Date[] {
      const edges = [from, day, to, nextDay(to)].map((one) => startOfDay(one, zone));
      const first = edges[0] ?? new Date(0);
      const within = Array.from({ length: 42 }, (_, step) =>
        addSeconds(first, step * 107 * 60 + 7),
      );
      return [
        ...edges.flatMap((edge) => [addSeconds(edge, -1), edge, addSeconds(edge, 1)]),
        ...within,
      ];
    }

    const inRange = () => [from, day, to].map((one) => [one, expected.get(one) ?? 0n]);

    test("the page has each event on its local day", async () => {
      const { days, total } = await usageOf(customer).table({ from, to });
      expect(days.map((one) => [one.day, one.credits])).toEqual(inRange());
      const [, middle] = days;
      expect(Number(middle?.end) - Number(middle?.start)).toBe(hours * 3_600_000);
      expect(total.credits).toBe(
        inRange().reduce((sum, [, credits]) => sum + BigInt(credits ?? 0), 0n),
      );
    });

    test("by key, where figures come from the rows, each day has the same", async () => {
      const table = await usageOf(customer).table({ from, to, grouping: { by: "actor" } });
      expect(table.days.map((one) => [one.day, one.credits])).toEqual(inRange());
      expect(table.groups).toHaveLength(3);
    });

    test("the service API says the same", async () => {
      const actor = {
        kind: "key" as const,
        prefix: "tb_zone",
        name: "Zone",
        scopes: ["usage:read" as const],
      };
      const service = createCallerFactory(appRouter)({
        db: books(),
        actor,
        requestId: "test",
      }).service;
      const span = { from: startOfDay(from, zone), to: startOfDay(nextDay(to), zone) };
      const { rows } = await service.usage.summary({ account: customer.id, ...span, by: "day" });
      expect(rows.map(({ key, credits }) => [key, credits])).toEqual(inRange());
    });

    test("both files hold the very rows of the list, under the account's zone", async () => {
      const question = { period: null, from, to, line: null, feature: null, actor: null };
      const asked = { ...question, property: null, day: null };
      const listed = (await usageOf(customer).events({ from, to, limit: 200 })).events;

      const csv = (await textOf(toCsv(await eventsFile(books(), customer.id, asked)))).split(
        "\r\n",
      );
      expect(csv).toContain(`# time zone,${zone}`);
      const header = csv.findIndex((line) => line.startsWith("event_id,"));
      const rows = csv.slice(header + 1, -1).map((line) => line.split(","));
      expect(rows.map(([key]) => key)).toEqual(listed.map(({ key }) => key));
      const byDay = new Map<string, bigint>();
      for (const [, , local = "", , , , credits = ""] of rows) {
        const on = local.slice(0, 10);
        byDay.set(on, (byDay.get(on) ?? 0n) + BigInt(credits));
      }
      expect([...byDay].sort()).toEqual(inRange());

      const json = await textOf(toJsonFile(await eventsFile(books(), customer.id, asked)));
      const file = JSON.parse(json);
      expect(file.head["time zone"]).toBe(zone);
      expect(file.rows.map((row: { event_id: string }) => row.event_id)).toEqual(
        listed.map(({ key }) => key),
      );
    });

    test("a day opened from the chart lists that day's events and no others", async () => {
      for (const [one, credits] of inRange()) {
        const { events } = await usageOf(customer).events({
          from,
          to,
          day: String(one),
          limit: 200,
        });
        expect(events.reduce((sum, event) => sum + event.credits, 0n)).toBe(credits);
      }
    });
  },
);

async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const part of parts) text += part;
  return text;
}

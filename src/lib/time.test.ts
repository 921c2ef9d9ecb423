import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addSeconds,
  contains,
  cutToSeconds,
  dayOf,
  instantNamed,
  isTimeZone,
  maxDate,
  minDate,
  secondsBetween,
  startOfDay,
} from "./time";

const at = (text: string) => new Date(text);

const zones = [
  "UTC",
  "Pacific/Pago_Pago",
  "Pacific/Marquesas",
  "America/St_Johns",
  "America/New_York",
  "America/Havana",
  "America/Santiago",
  "Atlantic/Azores",
  "Europe/London",
  "Africa/Casablanca",
  "Africa/Cairo",
  "Asia/Gaza",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Pacific/Kiritimati",
];

describe("instants", () => {
  test("are cut down to whole seconds, before 1970 too", () => {
    expect(cutToSeconds(at("2026-01-01T00:00:00.999Z"))).toEqual(at("2026-01-01T00:00:00Z"));
    expect(cutToSeconds(at("1969-12-31T23:59:59.001Z"))).toEqual(at("1969-12-31T23:59:59Z"));
  });

  test("are apart by whole seconds, with a sign", () => {
    const noon = at("2026-01-01T12:00:00Z");
    expect(secondsBetween(noon, addSeconds(noon, 3_600))).toBe(3_600n);
    expect(secondsBetween(addSeconds(noon, 86_400), noon)).toBe(-86_400n);
    expect(secondsBetween(at("2026-01-01T12:00:00.900Z"), at("2026-01-01T12:00:01.100Z"))).toBe(1n);
  });

  test("belong to a period from its start until just before its end", () => {
    const period = { start: at("2026-01-01T00:00:00Z"), end: at("2026-02-01T00:00:00Z") };
    expect(contains(period, period.start)).toBe(true);
    expect(contains(period, addSeconds(period.end, -1))).toBe(true);
    expect(contains(period, period.end)).toBe(false);
    expect(contains({ start: period.start, end: period.start }, period.start)).toBe(false);
  });

  test("have a later and an earlier", () => {
    const [first, second] = [at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z")];
    expect([maxDate(first, second), maxDate(second, first)]).toEqual([second, second]);
    expect([minDate(first, second), minDate(second, first)]).toEqual([first, first]);
  });
});

describe("the local date", () => {
  test.each([
    ["2026-01-01T04:59:59Z", "America/New_York", "2025-12-31"],
    ["2026-01-01T05:00:00Z", "America/New_York", "2026-01-01"],
    // In summer New York is an hour closer to UTC.
    ["2026-07-01T03:59:59Z", "America/New_York", "2026-06-30"],
    ["2026-07-01T04:00:00Z", "America/New_York", "2026-07-01"],
    // +5:45, +8:45 … +13:45 and −9:30: midnight falls on odd quarters.
    ["2026-03-10T18:14:59Z", "Asia/Kathmandu", "2026-03-10"],
    ["2026-03-10T18:15:00Z", "Asia/Kathmandu", "2026-03-11"],
    ["2026-01-10T10:14:59Z", "Pacific/Chatham", "2026-01-10"],
    ["2026-01-10T10:15:00Z", "Pacific/Chatham", "2026-01-11"],
    ["2026-01-10T09:30:00Z", "Pacific/Marquesas", "2026-01-10"],
    // Lord Howe moves its clocks by half an hour, on 4 April 2026 at 15:00 UTC.
    ["2026-04-04T12:59:59Z", "Australia/Lord_Howe", "2026-04-04"],
    ["2026-04-04T13:00:00Z", "Australia/Lord_Howe", "2026-04-05"],
    ["2026-04-05T13:29:59Z", "Australia/Lord_Howe", "2026-04-05"],
    ["2026-04-05T13:30:00Z", "Australia/Lord_Howe", "2026-04-06"],
    // Samoa went from the 29th to the 31st of December 2011.
    ["2011-12-30T09:59:59Z", "Pacific/Apia", "2011-12-29"],
    ["2011-12-30T10:00:00Z", "Pacific/Apia", "2011-12-31"],
    // St John's set its clocks back at one minute past midnight: the 7th, the 6th again, the 7th.
    ["2010-11-07T02:30:30Z", "America/St_Johns", "2010-11-07"],
    ["2010-11-07T02:31:00Z", "America/St_Johns", "2010-11-06"],
    ["2010-11-07T03:30:00Z", "America/St_Johns", "2010-11-07"],
  ])("of %s in %s is %s", (instant, zone, day) => {
    expect(dayOf(at(instant), zone)).toBe(day);
  });

  test("agrees with Intl everywhere, 2000 to 2040", () => {
    const formats = new Map(zones.map((zone) => [zone, dateFormat(zone)]));
    const instant = fc.date({
      min: at("2000-01-01T00:00:00Z"),
      max: at("2040-12-31T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), (when, zone) => {
        expect(dayOf(when, zone)).toBe(formats.get(zone)?.format(when));
      }),
      { numRuns: 200 },
    );
  });

  test("agrees with Intl every 37 minutes through the clock changes of a year", () => {
    for (const zone of [
      "America/New_York",
      "Pacific/Chatham",
      "America/Santiago",
      "Africa/Cairo",
    ]) {
      const format = dateFormat(zone);
      for (let ms = Date.UTC(2026, 2, 1); ms < Date.UTC(2026, 11, 1); ms += 37 * 60_000) {
        expect(dayOf(new Date(ms), zone)).toBe(format.format(ms));
      }
    }
  });

  test("starts at the first instant that bears it", () => {
    expect(startOfDay("2026-07-01", "America/New_York")).toEqual(at("2026-07-01T04:00:00Z"));
    expect(startOfDay("2026-03-11", "Asia/Kathmandu")).toEqual(at("2026-03-10T18:15:00Z"));
    // Cairo's clocks skip midnight on 24 April 2026: the day starts at one.
    expect(startOfDay("2026-04-24", "Africa/Cairo")).toEqual(at("2026-04-23T22:00:00Z"));
    expect(() => startOfDay("2026-02-30", "UTC")).toThrow();
  });

  test("and its start undo each other", () => {
    const day = fc.date({ min: at("2020-01-01"), max: at("2040-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (when, zone) => {
        const start = startOfDay(dayOf(when, zone), zone);
        expect(start <= when).toBe(true);
        expect(dayOf(start, zone)).toBe(dayOf(when, zone));
        expect(dayOf(new Date(start.getTime() - 1), zone) < dayOf(when, zone)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("an instant somebody names", () => {
  const named = (text: string, zone = "Europe/Berlin") => instantNamed(text, zone)?.toISOString();

  test("is a day's last second, a local time, or exactly that where it says its offset", () => {
    expect(named("2026-03-31")).toBe("2026-03-31T21:59:59.000Z");
    expect(named("2026-03-31T18:00")).toBe("2026-03-31T16:00:00.000Z");
    expect(named("2026-03-31T18:00:01")).toBe("2026-03-31T16:00:01.000Z");
    expect(named("2026-03-31T18:00:01Z")).toBe("2026-03-31T18:00:01.000Z");
    expect(named("2026-03-31T18:00-05:00")).toBe("2026-03-31T23:00:00.000Z");
  });

  test("is the later one where clocks have a time twice, or skip it", () => {
    expect(named("2026-10-25T02:30")).toBe("2026-10-25T01:30:00.000Z");
    expect(named("2026-10-25T02:30+02:00")).toBe("2026-10-25T00:30:00.000Z");
    expect(named("2026-03-29T02:30")).toBe("2026-03-29T01:30:00.000Z");
  });

  test("is none where there is no such day or time", () => {
    for (const text of ["", "2026-02-30", "2026-01-01T24:01", "2026-01-01 10:00", "1999-12-31"]) {
      expect(named(text), text).toBeUndefined();
    }
  });
});

describe("a time zone", () => {
  test("is an IANA name in its own spelling", () => {
    expect([...zones, "Asia/Calcutta", "US/Eastern", "GMT"].every(isTimeZone)).toBe(true);
  });

  const wrong = [
    "",
    "utc",
    "america/new_york",
    "+05:30",
    "Mars/Phobos",
    "UTC\u0000",
    "a".repeat(99),
  ];
  test.each([...wrong, "CET"])("is not %j", (name) => expect(isTimeZone(name)).toBe(false));
});

function dateFormat(timeZone: string): Intl.DateTimeFormat {
  const options = { timeZone, year: "numeric", month: "2-digit", day: "2-digit" } as const;
  return new Intl.DateTimeFormat("en-CA", options);
}

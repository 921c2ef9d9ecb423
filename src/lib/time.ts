import { Temporal } from "temporal-polyfill";
import { assert } from "./errors";

/** Half-open: `start <= at && at < end`. */
export type Period = { start: Date; end: Date };

export function contains(period: Period, at: Date): boolean {
  return period.start <= at && at < period.end;
}

/** Every time the API takes and every boundary is cut this way; only `recorded_at` keeps milliseconds. */
export function cutToSeconds(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

/** Whole seconds from one instant to another, negative when `to` is earlier. */
export function secondsBetween(from: Date, to: Date): bigint {
  return BigInt(Math.floor(to.getTime() / 1000) - Math.floor(from.getTime() / 1000));
}

export function addSeconds(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}

export function maxDate(a: Date, b: Date): Date {
  return a >= b ? a : b;
}

export function minDate(a: Date, b: Date): Date {
  return a <= b ? a : b;
}

/**
 * The local date of an instant, `YYYY-MM-DD`.
 *
 * Asked once per event, so it adds a remembered UTC offset instead of formatting: the offset holds
 * from one change of the zone's clocks to the next, and only a change of span asks Temporal.
 */
export function dayOf(at: Date, timeZone: string): string {
  const ms = at.getTime();
  const last = lastOfZone.get(timeZone);
  if (last?.ms === ms) return last.day;
  const { offsetMs } = offsetSpan(ms, timeZone);
  const day = new Date(ms + offsetMs).toISOString().slice(0, 10);
  lastOfZone.set(timeZone, { ms, day });
  return day;
}

// A batch asks about one and the same instant three times an event.
const lastOfZone = new Map<string, { ms: number; day: string }>();

/** The first instant of a local date (`YYYY-MM-DD`), which is not midnight where clocks skip it. */
export function startOfDay(localDate: string, timeZone: string): Date {
  const start = Temporal.PlainDate.from(localDate).toZonedDateTime(timeZone);
  return new Date(start.epochMilliseconds);
}

/** The first instant of the local calendar month an instant falls in, or of one some months on. */
export function startOfMonth(at: Date, timeZone: string, monthsOn = 0): Date {
  const first = Temporal.PlainDate.from(dayOf(at, timeZone)).with({ day: 1 });
  return startOfDay(first.add({ months: monthsOn }).toString(), timeZone);
}

/** With its offset, so that the two 02:30 of a day on which clocks go back are told apart. */
export function localTime(at: Date, timeZone: string): string {
  const time = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return time.toString({ timeZoneName: "never", smallestUnit: "second" });
}

/** The same local time some days on; a time the clocks skip moves on by the gap. */
export function addLocalDays(at: Date, days: number, timeZone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return new Date(local.add({ days }).epochMilliseconds);
}

/** The first instant of the local day after the one an instant falls in. */
export function startOfNextDay(at: Date, timeZone: string): Date {
  const start = startOfDay(dayOf(at, timeZone), timeZone);
  // 36 hours on from the start of a day is inside the next one, however long the day is.
  return startOfDay(dayOf(addSeconds(start, 36 * 3600), timeZone), timeZone);
}

/**
 * The instant somebody names: a day alone its last second, or a local time (`2026-03-31T18:00`, with seconds or without),
 * exactly that one where it says its offset. Of a time the clocks have twice, or skip, the later. Null: it names none.
 */
export function instantNamed(text: string, timeZone: string): Date | null {
  const form = /^(20\d\d-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?)?$/;
  const [, day, time, offset] = form.exec(text) ?? [];
  if (!day) return null;
  try {
    if (!time) return addSeconds(startOfNextDay(startOfDay(day, timeZone), timeZone), -1);
    if (offset) return new Date(Temporal.Instant.from(text).epochMilliseconds);
    const local = Temporal.PlainDateTime.from(`${day}T${time}`);
    const zoned = local.toZonedDateTime(timeZone, { disambiguation: "later" });
    return new Date(zoned.epochMilliseconds);
  } catch {
    return null; // There is no such day or time.
  }
}

/**
 * Whether this is an IANA time zone in its own spelling.
 *
 * Bare offsets are refused: Postgres reads their sign the other way round, and they know no DST. So are
 * the old zones whose names it takes for abbreviations of an offset.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,39}$/.test(name) || readAsOffset.has(name)) return false;
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId === name;
  } catch {
    return false;
  }
}

const readAsOffset = new Set(["CET", "EET", "MET", "WET"]);

type OffsetSpan = { startMs: number; endMs: number; offsetMs: number };

const spansOfZone = new Map<string, OffsetSpan[]>();
// Events are recent, so a zone needs two or three spans; the limit only bounds odd readers of history.
const spansKept = 8;
const longestSpanMs = 366 * 86_400_000;

function offsetSpan(ms: number, timeZone: string): OffsetSpan {
  let spans = spansOfZone.get(timeZone);
  if (spans === undefined) {
    spans = [];
    spansOfZone.set(timeZone, spans);
  }
  for (const span of spans) if (span.startMs <= ms && ms < span.endMs) return span;

  const found = findOffsetSpan(ms, timeZone);
  spans.unshift(found);
  if (spans.length > spansKept) spans.pop();
  return found;
}

function findOffsetSpan(ms: number, timeZone: string): OffsetSpan {
  assert(Number.isFinite(ms), "an instant is a valid date");
  const at = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  // One millisecond on, because "previous" is strict and the clocks may change at this very instant.
  const before = at.add({ milliseconds: 1 }).getTimeZoneTransition("previous");
  const after = at.getTimeZoneTransition("next");
  return {
    startMs: Math.max(before?.epochMilliseconds ?? -Infinity, ms - longestSpanMs),
    endMs: Math.min(after?.epochMilliseconds ?? Infinity, ms + longestSpanMs),
    offsetMs: at.offsetNanoseconds / 1e6,
  };
}

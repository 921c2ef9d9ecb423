import { addSeconds, maxDate, minDate, type Period, startOfDay } from "@/lib/time";
import { endOfStoryDay, isWeekend, localDays, monthsOf } from "./calendar";
import { type Chance, chanceOf, choose } from "./chance";
import type { Leaning, Member } from "./customer";

export type StoryEvent = {
  member: Member;
  at: Date;
  feature: Feature;
  quantity: bigint;
  /** What the customer's app says of it: whose work it was, and for what. */
  metadata: { project: string; user: string };
};

const features = { api_call: 1, image: 5, video_second: 20 } as const;
type Feature = keyof typeof features;

const leanings: Record<Leaning, (readonly [Feature, number])[]> = {
  calls: [
    ["api_call", 80],
    ["image", 15],
    ["video_second", 5],
  ],
  images: [
    ["api_call", 30],
    ["image", 60],
    ["video_second", 10],
  ],
  video: [
    ["api_call", 20],
    ["image", 20],
    ["video_second", 60],
  ],
};

const weekendShare = 0.25;
const projects: readonly (readonly [string, number])[] = [
  ["website", 55],
  ["campaign", 30],
  ["archive", 15],
];
const users: readonly (readonly [string, number])[] = [
  ["ana", 40],
  ["ben", 25],
  ["chloe", 20],
  ["dmitri", 15],
];

const workStartsHour = 8;
const workHours = 11;

/**
 * Everything a customer uses from the start up to now: quiet weekends, working hours in their own zone,
 * and a month's total that grows evenly from the first month's to the last one's.
 */
export function usageOf(member: Member, life: Period): StoryEvent[] {
  const months = monthsOf(member, life);
  return months.flatMap((month, index) => {
    const isLast = index === months.length - 1;
    const { from, to, now } = member.credits;
    const credits = from + ((to - from) * index) / Math.max(1, months.length - 1);
    const until = isLast ? life.end : lastNightBefore(month.end);
    const counted = isLast && now === undefined ? month.end : until;
    return spread(member, isLast && now !== undefined ? now : credits, {
      month: { start: month.start, end: counted },
      until,
    });
  });
}

/** Use is written down at night, so a month's ends with the last night in it: none of it comes late. */
function lastNightBefore(end: Date): Date {
  const night = endOfStoryDay(end.toISOString().slice(0, 10));
  return night <= end ? night : addSeconds(night, -86_400);
}

/** A month's credits over its days; of a month that is running, those that have passed. */
function spread(
  member: Member,
  credits: number,
  { month, until }: { month: Period; until: Date },
): StoryEvent[] {
  const chance = chanceOf(`${member.code} ${month.start.toISOString().slice(0, 10)}`);
  const days = localDays(month, member.zone).map((day) => {
    const hours = workOf(day, member.zone);
    const open = { start: maxDate(hours.start, month.start), end: minDate(hours.end, month.end) };
    const share = Math.max(0, +open.end - +open.start) / (+hours.end - +hours.start);
    const weight = share * (isWeekend(day) ? weekendShare : 1) * (0.7 + 0.6 * chance());
    return { open, weight };
  });
  const total = days.reduce((sum, { weight }) => sum + weight, 0);
  return days.flatMap(({ open, weight }) =>
    weight > 0 && open.start < until
      ? dayOfUse(member, (credits * weight) / total, { open, chance }).filter(
          ({ at }) => at < until,
        )
      : [],
  );
}

function workOf(day: string, zone: string): Period {
  const start = addSeconds(startOfDay(day, zone), workStartsHour * 3_600);
  return { start, end: addSeconds(start, workHours * 3_600) };
}

function dayOfUse(
  member: Member,
  credits: number,
  { open, chance }: { open: Period; chance: Chance },
): StoryEvent[] {
  const count = credits < 20 ? 1 : credits < 400 ? 2 : 4;
  return Array.from({ length: count }, () => {
    const feature = choose(chance, leanings[member.leaning]);
    const quantity = Math.max(1, Math.round(credits / count / features[feature]));
    // Two draws, so that most of it falls into the middle of the day.
    const part = (chance() + chance()) / 2;
    const seconds = Math.floor(((+open.end - +open.start) / 1_000) * part);
    const at = addSeconds(open.start, seconds);
    // Drawn apart from the rest, so that what was used does not depend on who is said to have used it.
    const about = chanceOf(`${member.code} ${at.toISOString()}`);
    const metadata = { project: choose(about, projects), user: choose(about, users) };
    return { member, at, feature, quantity: BigInt(quantity), metadata };
  });
}

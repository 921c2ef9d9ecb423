import { z } from "zod";
import { code, day, idempotencyKey, instant, noteText, text } from "@/trpc/inputs";
import type { eventsFilter, tableInput } from "@/trpc/portal/usage";
import type { UsageAddress } from "@/ui/usage/address";

type Params = Record<string, string | string[] | undefined>;

const yes = z.literal("1");
const uuid = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const month = z.string().regex(/^(?:19[7-9]|20\d|21\d)\d-(?:0[1-9]|1[0-2])$/);
const period = z.union([
  month,
  z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.\d{1,3})?$/),
]);

/** Each field by itself, so that a bad one falls back and the others stand; what a procedure would refuse is bad. */
const known = {
  ...{ period, from: day, to: day, line: uuid, day },
  ...{ feature: code, actor: text(255), property: text(40), name: text(40) },
  ...{ value: noteText, unset: yes, compare: yes, all: yes, table: yes, up: yes },
  by: z.enum(["feature", "actor", "property"]),
  unit: z.enum(["credits", "units", "money"]),
  sort: z.enum(["name", "quantity", "credits", "events", "cost", "before"]),
  at: z.iso.datetime().refine((at) => instant.safeParse(new Date(at)).success),
  key: idempotencyKey,
} satisfies { [Field in keyof UsageAddress]-?: z.ZodType<UsageAddress[Field]> };

export function addressOf(params: Params): UsageAddress {
  const address: Record<string, string> = {};
  for (const [field, schema] of Object.entries(known)) {
    const given = params[field];
    const parsed = schema.safeParse(Array.isArray(given) ? given[0] : given);
    if (parsed.success && parsed.data !== undefined) address[field] = parsed.data;
  }
  return sound(address as UsageAddress);
}

const mostDays = 366;

/** Of fields that say something only together, or that exclude each other, the ones that make sense. */
function sound(address: UsageAddress): UsageAddress {
  const { from, to, by, name, at, key, property, value, unset, ...rest } = address;
  const days = from && to && from <= to && daysFrom(from, to) <= mostDays ? { from, to } : {};
  const grouping = by === "property" ? name && { by, name } : by && { by };
  const had =
    property && (unset ? { property, unset } : value !== undefined && { property, value });
  return { ...rest, ...days, ...grouping, ...(at && key && { at, key }), ...had };
}

function daysFrom(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
}

type Filter = z.input<z.ZodObject<typeof eventsFilter>>;
type Table = z.input<z.ZodObject<typeof tableInput>>;

/** Which stretch, and which events of it, as the procedures ask for them. */
export function filterOf(address: UsageAddress) {
  const { feature, actor, property, value, unset } = address;
  return {
    ...spanOf(address),
    feature: feature ?? null,
    actor: actor ?? null,
    property:
      property === undefined ? null : { name: property, value: unset ? null : (value ?? "") },
  } satisfies Filter;
}

export function spanOf({ period, from, to, line }: UsageAddress) {
  return { period: period ?? null, from: from ?? null, to: to ?? null, line: line ?? null };
}

export function groupingOf({ by, name }: UsageAddress): NonNullable<Table["grouping"]> {
  if (by === "property" && name) return { by, name };
  return { by: by === "actor" ? "actor" : "feature" };
}

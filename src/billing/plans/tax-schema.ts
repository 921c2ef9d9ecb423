import { z } from "zod";
import { isPercent, percentOf, ppmOf } from "@/lib/percent";
import { regionKey, type TaxTable } from "../invoices/tax-table";

/** What a catalogue file may say of taxes, and what of it does not fit together. */

const country = z.string().regex(/^[A-Z]{2}$/, "is an ISO 3166-1 alpha-2 code, such as DE");
const name = z.string().trim().min(1, "is not empty").max(40, "is at most 40 characters");
const day = z.iso.date("is a day, such as 2027-01-01");

const rate = z.strictObject({
  country,
  region: z
    .string()
    .trim()
    .max(60, "is at most 60 characters")
    .refine((text) => regionKey(text) !== "", "is not empty")
    .nullable()
    .default(null),
  name,
  percent: z
    .string()
    .refine(isPercent, 'is a percentage as a decimal string, such as "8.875"')
    .transform((text) => (isPercent(text) ? percentOf(ppmOf(text)) : text)),
  included: z.boolean().default(false),
  validFrom: day,
});

const union = z.strictObject({
  name,
  members: z.record(country, z.string().regex(/^[A-Z]*$/, "is capital letters, or empty")),
});

const shape = z.strictObject({
  home: country,
  whereUnknown: z.enum(["home", "untaxed"]),
  rates: z.array(rate),
  unions: z.array(union).default([]),
});

/** Rates by country as a catalogue has them; rows that are there twice or missing are refused by name. */
export const taxes = shape.superRefine((table, context) => {
  for (const { path, message } of faultsOf(table)) {
    context.addIssue({ code: "custom", path, message });
  }
});

/** "DE from 2021-01-01", "CA, Québec from 2013-01-01". */
export function rateName(one: Pick<TaxTable["rates"][number], "country" | "region" | "validFrom">) {
  return `${one.country}${one.region === null ? "" : `, ${one.region}`} from ${one.validFrom}`;
}

type Fault = { path: (string | number)[]; message: string };

function faultsOf({ home, rates, unions }: z.output<typeof shape>): Fault[] {
  const general = new Set(rates.flatMap((one) => (one.region === null ? one.country : [])));
  const keys = rates.map((one) => rateKey(one));
  const twice = rates.flatMap((one, index): Fault[] => {
    const first = keys.indexOf(rateKey(one));
    const message = `${rateName(one)} is a rate of that place and day already (rates[${first}])`;
    return first < index ? [{ path: ["rates", index], message }] : [];
  });
  const alone = rates.flatMap((one, index): Fault[] => {
    const message = `${rateName(one)}: a rate of the rest of ${one.country} is missing (region: null), even if it is 0`;
    return general.has(one.country) ? [] : [{ path: ["rates", index], message }];
  });
  const missing = (path: Fault["path"], of: string): Fault[] =>
    general.has(of) ? [] : [{ path, message: `a rate of ${of} is missing` }];
  return [
    ...twice,
    ...alone,
    ...missing(["home"], home),
    ...unions.flatMap(({ members }, index) =>
      Object.keys(members).flatMap((of) => missing(["unions", index, "members", of], of)),
    ),
    ...inTwoUnions(unions),
  ];
}

/** A rate is of a place from a day on, however its region is spelt. */
export function rateKey(one: Pick<TaxTable["rates"][number], "country" | "region" | "validFrom">) {
  return `${one.country} ${regionKey(one.region ?? "")} ${one.validFrom}`;
}

function inTwoUnions(unions: readonly z.output<typeof union>[]): Fault[] {
  const all = unions.flatMap(({ members }, index) =>
    Object.keys(members).map((of) => ({ of, index })),
  );
  return all.flatMap(({ of, index }, place): Fault[] => {
    const isFirst = all.findIndex((one) => one.of === of) === place;
    const path = ["unions", index, "members", of];
    return isFirst ? [] : [{ path, message: `${of} is in a union already` }];
  });
}

import { z } from "zod";
import type { Form } from "./form";
import { invalid } from "./refusal";

const expand = z.array(z.string()).default([]);

/**
 * What a request may carry, named as the SDK's parameter type names it: a name that is not Stripe's does not
 * compile. Everything else is refused as unknown, also what Stripe knows and the simulator does not.
 */
export function params<P extends object>() {
  return <S extends { [K in keyof P]?: z.ZodType }>(
    shape: S & { [K in Exclude<keyof S, keyof P>]: never },
  ) => z.strictObject({ ...(shape as S), expand });
}

const coded = (code: string, message: string) => ({ message, params: { code } });

export const text = z.string();

/** Leaves a field alone when absent, clears it when sent empty. */
export const clearable = z.string().transform((value) => (value === "" ? null : value));

export const integer = z.string().transform((value, issues) => {
  if (/^-?\d{1,15}$/.test(value)) return Number(value);
  issues.addIssue({
    code: "custom",
    ...coded("parameter_invalid_integer", `Invalid integer: ${value}`),
  });
  return z.NEVER;
});

export const flag = z.string().transform((value, issues) => {
  if (value === "true" || value === "false") return value === "true";
  issues.addIssue({ code: "custom", message: `Invalid boolean: ${value}` });
  return z.NEVER;
});

/** Keys to set; an empty value removes a key, an empty text all of them. */
export const metadata = z.union([z.record(z.string(), z.string()), z.literal("")]);

export type MetadataChange = z.infer<typeof metadata>;

/** Metadata after a change: keys not named stay. */
export function withMetadata(
  old: Record<string, string>,
  change: MetadataChange | undefined,
): Record<string, string> {
  if (change === undefined) return old;
  if (change === "") return {};
  const entries = Object.entries({ ...old, ...change }).filter(([, value]) => value !== "");
  return Object.fromEntries(entries);
}

const partOfAddress = clearable.optional().transform((value) => value ?? null);

const address = z.strictObject({
  city: partOfAddress,
  country: partOfAddress,
  line1: partOfAddress,
  line2: partOfAddress,
  postal_code: partOfAddress,
  state: partOfAddress,
});

/** An address, or nothing when it is sent empty. */
export const clearableAddress = z.union([address, z.literal("").transform(() => null)]);

const range = z.strictObject({
  gt: integer.optional(),
  gte: integer.optional(),
  lt: integer.optional(),
  lte: integer.optional(),
});

/** What every list takes. */
export const page = {
  limit: integer.optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
};

export const created = z.union([integer, range]).optional();

/** The parameters, typed; refused in Stripe's words when they do not fit. */
export function parse<S extends z.ZodType>(schema: S, form: Form): z.output<S> {
  const parsed = schema.safeParse(form);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw issue ? refusalOf(issue, form) : invalid("Invalid request.");
}

function refusalOf(issue: z.core.$ZodIssue, form: Form) {
  if (issue.code === "invalid_union") {
    const [inner] = issue.errors.flat().filter(({ code }) => code !== "invalid_type");
    if (inner) return refusalOf({ ...inner, path: [...issue.path, ...inner.path] }, form);
  }
  if (issue.code === "unrecognized_keys") {
    const param = named([...issue.path, issue.keys[0] ?? ""]);
    return invalid(`Received unknown parameter: ${param}`, "parameter_unknown", param);
  }
  const param = named(issue.path);
  if (valueAt(form, issue.path) === undefined) {
    return invalid(`Missing required param: ${param}.`, "parameter_missing", param);
  }
  const code = issue.code === "custom" ? issue.params?.code : undefined;
  return invalid(`${issue.message} (${param})`, code, param);
}

function named([first = "", ...rest]: readonly PropertyKey[]): string {
  return `${String(first)}${rest.map((key) => `[${String(key)}]`).join("")}`;
}

function valueAt(form: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], form);
}

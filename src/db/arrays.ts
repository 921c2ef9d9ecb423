/**
 * Array literals for `unnest($n::type[])`. The driver's own writer escapes every element; numbers, ids
 * and times need none, and the hot path sends thousands of them.
 */
export function plainArray(values: readonly (string | bigint | number | boolean | null)[]): string {
  return `{${values.map((value) => (value === null ? "NULL" : value)).join(",")}}`;
}

export function timeArray(values: readonly (Date | null)[]): string {
  return `{${values.map((value) => (value === null ? "NULL" : value.toISOString())).join(",")}}`;
}

export function bytesArray(values: readonly Buffer[]): string {
  return `{${values.map((value) => `"\\\\x${value.toString("hex")}"`).join(",")}}`;
}

export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? "NULL" : quote(value))).join(",")}}`;
}

const special = /["\\]/g;

function quote(value: string): string {
  return `"${value.replace(special, "\\$&")}"`;
}

import { assert } from "./errors";

/** A percentage in parts per million, so that rates such as 8.875 % stay whole numbers. */
export const wholeInPpm = 1_000_000n;

const pattern = /^(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,4})?$/;

/** Whether a text is a percentage: plain digits, at most four decimals, at most 100. */
export function isPercent(text: string): boolean {
  return pattern.test(text) && read(text) <= wholeInPpm;
}

/** "8.875" is 88,750 parts per million. */
export function ppmOf(text: string): bigint {
  assert(isPercent(text), "a percentage is a plain decimal up to 100");
  return read(text);
}

/** 88,750 parts per million are "8.875". */
export function percentOf(ppm: bigint): string {
  const digits = ppm.toString().padStart(5, "0");
  const fraction = digits.slice(-4).replace(/0+$/, "");
  return `${digits.slice(0, -4)}${fraction === "" ? "" : `.${fraction}`}`;
}

function read(text: string): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(4, "0"));
}

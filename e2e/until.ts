import { expect } from "@playwright/test";

/** Waits for a condition, looking often; every wait has an end. */
export async function untilTrue(
  test: () => boolean,
  what: string,
  timeoutMs = 30_000,
): Promise<void> {
  await expect.poll(test, { message: what, timeout: timeoutMs, intervals: [10] }).toBe(true);
}

const minute = 60;
const hour = 60 * minute;

/** How long to wait after each try that failed: ten tries in all, over three days and a half. */
const pausesSeconds = [
  5,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  18 * hour,
  24 * hour,
  24 * hour,
];

/** Seconds until the next try after so many; null after the last. */
export function pauseAfter(tries: number): number | null {
  return pausesSeconds[tries - 1] ?? null;
}

/** After so many failures in a row an endpoint is left alone for a minute, whatever is due to it. */
export const failuresToPause = 3;
export const pauseSeconds = minute;

/** An endpoint at which nothing arrived for so long is switched off, and the operator is written to. */
export const failingSeconds = 5 * 24 * hour;

/** What an answer means for the delivery. 410: whoever is there wants no more of it. */
export function meaningOf(status: number | null): "delivered" | "gone" | "failed" {
  if (status === 410) return "gone";
  return status !== null && status >= 200 && status < 300 ? "delivered" : "failed";
}

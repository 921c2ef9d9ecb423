/** The month some months before one (`2026-01`). */
export function monthsBack(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 - by, 1)).toISOString().slice(0, 7);
}

/** All months from one to another, both included; none where the first comes later. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (let month = from; month <= to; month = monthsBack(month, -1)) months.push(month);
  return months;
}

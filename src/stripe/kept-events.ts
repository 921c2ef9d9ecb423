/** Disputes are kept as they came until somebody books them. */
export function isKept(type: string): boolean {
  return type.startsWith("charge.dispute.");
}

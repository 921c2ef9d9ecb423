/** What may be said of why a plan is ended; nobody has to. */
export const cancelReasons = [
  "too_expensive",
  "too_little_use",
  "missing_feature",
  "other_service",
  "other",
] as const;

export type CancelReason = (typeof cancelReasons)[number];

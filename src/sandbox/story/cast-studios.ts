import { type Member, member } from "./customer";

/** Small shops: free and starter plans, mostly. */
export const studios: readonly Member[] = [
  member("Alder and Finch", "Europe/Dublin", "starter", [4, 24], [2_100, 3_900]),
  member("Basalt Games", "Europe/Stockholm", "starter", [4, 3], [3_000, 4_400], "images"),
  member("Bramble Books", "Europe/London", "free", [3, 26], [40, 85]),
  member("Cobalt Lane", "America/Chicago", "starter", [2, 14], [1_200, 2_800]),
  member("Driftwood Radio", "America/Halifax", "free", [4, 8], [55, 90]),
  member("Ember Kitchen", "Europe/Paris", "starter", [3, 1], [1_800, 2_400], "images"),
  member("Fieldnotes", "Europe/Amsterdam", "free", [1, 19], [25, 70]),
  member("Glasswing", "Asia/Singapore", "starter", [1, 5], [2_400, 3_600]),
  member("Hollow Oak", "America/Denver", "free", [2, 27], [60, 95]),
  member("Indigo Fern", "Asia/Kolkata", "starter", [4, 14], [2_600, 4_700]),
  member("Juniper Street", "Australia/Sydney", "starter", [2, 6], [900, 2_200], "images"),
  member("Kite and Key", "Europe/Madrid", "free", [0, 23], [30, 60]),
  member("Larkspur", "Europe/Copenhagen", "starter", [3, 11], [2_000, 3_300]),
  member("Moth Theatre", "Europe/Vienna", "free", [4, 19], [70, 90], "images"),
  member("North Quay", "Europe/Oslo", "starter", [1, 25], [1_500, 2_900]),
  member("Old Signal", "America/New_York", "starter", [0, 16], [1_100, 1_900]),
];

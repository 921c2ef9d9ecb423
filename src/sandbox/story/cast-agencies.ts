import { type Member, member } from "./customer";

/** The larger ones, whose months make the revenue. */
export const agencies: readonly Member[] = [
  member("Pallas Research", "Europe/Zurich", "pro", [4, 26], [12_000, 18_500]),
  member("Quill and Cedar", "America/New_York", "pro", [4, 1], [14_000, 21_800], "images"),
  member("Redshift Motion", "America/Los_Angeles", "scale", [4, 5], [88_000, 126_000], "video"),
  member("Saltmarsh", "Europe/London", "pro_yearly", [4, 10], [11_000, 16_000]),
  member("Tessellate", "Europe/Berlin", "team", [4, 22], [24_000, 33_000], "images"),
  member("Umbra Optics", "Asia/Tokyo", "pro", [3, 15], [9_500, 17_000]),
  member("Vesper Travel", "Europe/Rome", "pro", [3, 6], [15_000, 23_500], "images"),
  member("Willow Analytics", "America/Chicago", "team", [3, 19], [30_000, 41_000]),
  member("Xylo Sound", "Europe/Brussels", "pro", [2, 21], [8_000, 13_500]),
  member("Yarrow Health", "Europe/Helsinki", "pro_yearly", [2, 16], [13_000, 22_400]),
  member("Zephyr Logistics", "America/Sao_Paulo", "scale", [3, 23], [61_000, 84_000]),
  member("Arcwright", "Europe/Prague", "pro", [2, 2], [10_500, 14_000], "video"),
  member("Birch Institute", "America/Toronto", "team", [2, 9], [18_000, 26_000]),
  member("Candela Studios", "Europe/Paris", "scale", [1, 28], [72_000, 95_000], "video"),
  member("Dovetail Legal", "America/New_York", "pro", [1, 13], [7_000, 9_800]),
  member("Equinox Labs", "Australia/Melbourne", "pro", [1, 2], [12_500, 15_500]),
  member("Foxglove Fashion", "Europe/Warsaw", "pro", [0, 25], [16_000, 16_000], "images"),
  member("Granite Works", "Africa/Johannesburg", "pro", [0, 11], [11_000, 11_000]),
];

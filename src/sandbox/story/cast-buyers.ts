import type { Member } from "./customer";

/** Two without a plan, who buy packs and pay them by bank transfer: what was given back to them, and given twice. */
export const buyers: readonly Member[] = [
  {
    code: "tidewater-titles",
    name: "Tidewater Titles",
    zone: "Europe/Lisbon",
    plan: null,
    age: { months: 3, days: 9 },
    credits: { from: 1_900, to: 1_500 },
    leaning: "images",
    pays: { afterDays: 0 },
    wishes: [
      { afterDays: 0, pack: "pack_10000" },
      { afterDays: 90, pack: "pack_1000" },
    ],
    givenBack: {
      ...{ afterDays: 52, grossMinor: 3_000n },
      reason: "Renders of one week had to be made again",
    },
    // Planted: what the reconciliation finds of it is right, and so is the fix it suggests.
    gifts: [
      {
        ...{ afterDays: 93, credits: 1_000n, category: "pack", validDays: 365 },
        reason: "Said their pack had not come; it had, with their money",
      },
    ],
  },
  {
    code: "marrow-street-animation",
    name: "Marrow Street Animation",
    zone: "Europe/London",
    plan: null,
    age: { months: 3, days: 20 },
    credits: { from: 3_100, to: 0 },
    leaning: "video",
    pays: { afterDays: 0 },
    wishes: [{ afterDays: 0, pack: "pack_10000" }],
    givenBack: {
      ...{ afterDays: 82, grossMinor: 6_000n },
      reason: "The studio closes; agreed on the phone",
    },
  },
];

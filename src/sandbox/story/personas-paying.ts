import type { Member } from "./customer";

/** Those whose card's own doings are the story: what their bank takes back, and what is bought by itself. */
export const paying: readonly Member[] = [
  {
    code: "saltmarsh-sound",
    name: "Saltmarsh Sound",
    zone: "Europe/London",
    plan: "starter",
    age: { months: 3, days: 14 },
    credits: { from: 2_100, to: 3_400 },
    leaning: "calls",
    pays: { afterDays: 6 },
    wishes: [
      { daysAgo: 4, pack: "pack_10000" },
      { daysAgo: 2, pack: "pack_10000" },
    ],
    person: {
      slug: "money-back",
      label: "A dispute and a refund",
      name: "Edda Marsh",
      email: "edda@saltmarsh-sound.example",
    },
  },
  {
    code: "copperline-works",
    name: "Copperline Works",
    zone: "Europe/Berlin",
    plan: null,
    age: { months: 2, days: 20 },
    credits: { from: 1_400, to: 2_600 },
    leaning: "images",
    pays: { afterDays: 0 },
    wishes: [{ afterDays: 0, pack: "pack_10000" }],
    person: {
      slug: "top-up",
      label: "Buys credits automatically",
      name: "Jannik Kupfer",
      email: "jannik@copperline.example",
    },
  },
];

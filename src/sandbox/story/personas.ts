import type { Gift, Member } from "./customer";

/**
 * Sold by hand in the week before they moved here: no document of ours charges for it, and the reconciliation says so
 * until somebody tells it why.
 */
const invoicedElsewhere: Gift = {
  ...{ afterDays: 0, credits: 12_000n, category: "pack", validDays: 365 },
  reason: "Invoiced outside Tallybook",
};

/** Those one can sign in as, each in the state its label says. */
export const personas: readonly Member[] = [
  {
    code: "atelier-sommer",
    name: "Atelier Sommer",
    zone: "Europe/Berlin",
    plan: "scale",
    age: { months: 4, days: 17 },
    credits: { from: 52_000, to: 78_000 },
    leaning: "images",
    pays: { afterDays: 2 },
    gifts: [
      {
        afterDays: 118,
        credits: 2_500n,
        category: "goodwill",
        reason: "For the two slow days in the render farm",
        validDays: 60,
      },
    ],
    holds: true,
    person: {
      slug: "healthy",
      label: "Healthy, on Scale",
      name: "Mira Sommer",
      email: "mira@atelier-sommer.example",
    },
  },
  {
    code: "kestrel-audio",
    name: "Kestrel Audio",
    zone: "America/New_York",
    plan: "starter",
    age: { months: 3, days: 22 },
    credits: { from: 3_100, to: 4_600, now: 4_830 },
    leaning: "calls",
    gifts: [
      {
        afterDays: 1,
        credits: 400n,
        category: "promo",
        reason: "Welcome credits",
        validDays: 45,
      },
    ],
    pays: { afterDays: 1 },
    person: {
      slug: "near-run-out",
      label: "Credits almost used up",
      name: "Theo Kestrel",
      email: "theo@kestrel-audio.example",
    },
  },
  {
    code: "blue-heron-maps",
    name: "Blue Heron Maps",
    zone: "America/Los_Angeles",
    plan: null,
    age: { months: 4, days: 9 },
    credits: { from: 1_500, to: 3_200 },
    leaning: "images",
    gifts: [invoicedElsewhere],
    person: {
      slug: "prepaid",
      label: "Prepaid credits only",
      name: "Noor Haddad",
      email: "noor@blue-heron.example",
    },
  },
  {
    code: "lantern-press",
    name: "Lantern Press",
    zone: "Europe/London",
    plan: "pro",
    age: { months: 4, days: 12 },
    credits: { from: 9_000, to: 15_500 },
    leaning: "calls",
    pays: { afterDays: 3, invoices: 3 },
    person: {
      slug: "past-due",
      label: "Behind with payment",
      name: "Agnes Whitlock",
      email: "agnes@lantern-press.example",
    },
  },
  {
    code: "quiet-harbour",
    name: "Quiet Harbour",
    zone: "Europe/Lisbon",
    plan: null,
    age: { months: 0, days: 1 },
    credits: { from: 0, to: 0 },
    leaning: "calls",
    person: {
      slug: "new",
      label: "New, nothing used yet",
      name: "Rui Antunes",
      email: "rui@quiet-harbour.example",
    },
  },
  {
    code: "novafield-films",
    name: "Novafield Films",
    zone: "America/Toronto",
    plan: "pro",
    age: { months: 4, days: 20 },
    credits: { from: 17_000, to: 29_000, now: 31_400 },
    leaning: "video",
    pays: { afterDays: 4 },
    person: {
      slug: "heavy-overage",
      label: "Far beyond the allowance",
      name: "Camille Roy",
      email: "camille@novafield.example",
    },
  },
];

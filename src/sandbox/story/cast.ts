import { agencies } from "./cast-agencies";
import { buyers } from "./cast-buyers";
import { studios } from "./cast-studios";
import type { Member } from "./customer";
import { personas } from "./personas";
import { deciding } from "./personas-deciding";
import { paying } from "./personas-paying";

/**
 * Who buys from Fernlicht, a fictional company selling image and video generation over an API. Twelve of them
 * are somebody to sign in as; the others make the books look like a business.
 */
export const cast: readonly Member[] = [
  ...personas,
  ...deciding,
  ...paying,
  ...studios,
  ...agencies,
  ...buyers,
];

/** The one of us who looks after them. */
export const staffMember = {
  slug: "staff",
  label: "Finance, our side",
  name: "Ines Okafor",
  email: "ines@fernlicht.example",
} as const;

/** Everybody of ours one can sign in as: one for each role. */
export const ourSide = [
  { ...staffMember, role: "finance" },
  {
    slug: "staff-support",
    label: "Support, our side",
    name: "Selma Lindqvist",
    email: "selma@fernlicht.example",
    role: "support",
  },
  {
    slug: "staff-admin",
    label: "Administration, our side",
    name: "Amara Nwosu",
    email: "amara@fernlicht.example",
    role: "admin",
  },
] as const;

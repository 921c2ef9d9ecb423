import { agencies } from "./cast-agencies";
import { studios } from "./cast-studios";
import type { Member } from "./customer";
import { personas } from "./personas";

/**
 * Who buys from Fernlicht, a fictional company selling image and video generation over an API. Six of them
 * are somebody to sign in as; the others make the books look like a business.
 */
export const cast: readonly Member[] = [...personas, ...studios, ...agencies];

/** The one of us who looks after them. */
export const staffMember = {
  slug: "staff",
  label: "Finance, our side",
  name: "Ines Okafor",
  email: "ines@fernlicht.example",
} as const;

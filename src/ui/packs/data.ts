import type { Money } from "@/lib/money";
import type { Confirmed, PreviewData, Said } from "../preview/data";
import type { TaxMissing } from "../tax-missing";

export type Tax = { name: string; ratePpm: bigint; included: boolean; reverseCharge: boolean };

export type PackOffer = {
  pack: string;
  name: string;
  credits: bigint;
  price: Money;
  perThousand: Money;
  /** In the total, whether it comes on top of the price or is in it. */
  taxAmount: Money;
  total: Money;
  validMonths: number;
};

export type CustomOffer = {
  min: bigint;
  max: bigint;
  unitPrice: string;
  currency: string;
  perThousand: Money;
  validMonths: number;
};

/** Bought, and not paid yet. */
export type PackToPay = {
  invoice: { id: string; number: string; due: Money };
  name: string;
  credits: bigint;
  boughtAt: Date;
  until: Date | null;
};

export type Packs = {
  asOf: Date;
  currency: string;
  items: PackOffer[];
  custom: CustomOffer | null;
  tax: Tax | null;
  taxMissing: TaxMissing;
  onPlan: boolean;
  debt: bigint;
  overdue: { id: string; number: string; due: Money } | null;
  toPay: PackToPay[];
  may: { buy: boolean };
};

type End = { at: Date; by: "use" | "expiry" } | null;

/** When credits run out at the present pace, as it is and with what is bought. */
export type RunOut = {
  asOf: Date;
  until: Date;
  renews: boolean;
  days: number | null;
  fewestDays: number;
  isEmpty: boolean;
  before: End;
  after: End;
};

/** What the sheet asks of the server. */
export type PackActs = {
  preview: () => Promise<Said<PreviewData>>;
  quote: (quoteId: string) => Promise<Said<PreviewData>>;
  runOut: (quoteId: string) => Promise<Said<RunOut>>;
  buy: (input: { quoteId: string; idempotencyKey: string }) => Promise<Said<Confirmed>>;
};

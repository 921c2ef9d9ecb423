import type { AlertKind } from "./kinds";

/** A rule that fires; which one, its kind and threshold say. */
export type AlertFiringDraft = {
  kind: AlertKind;
  threshold: bigint;
  /** Whether the customer's app is told as well. */
  webhook: boolean;
  /** With rule and threshold, what it fires once in. */
  periodKey: string;
  figure: bigint | null;
  about: string | null;
  at: Date;
};

/** Credits came below the account's threshold: a pack is to be bought by itself. */
export type TopUpDraft = { threshold: bigint; available: bigint; at: Date };

/** What a decision fires, and the watched rules as they then stand. */
export type AlertsDraft = { firings: AlertFiringDraft[]; topUps: TopUpDraft[]; watch: string };

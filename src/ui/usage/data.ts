import type { Money } from "@/lib/money";

/** What the usage page shows, section by section; each can be read, and can fail, alone. */

export type UsageMeasure = {
  quantity: bigint;
  credits: bigint;
  overage: bigint;
  events: bigint;
  costs: Money[];
};

export type UsageGroupName = { key: string | null; isRest: boolean };
export type UsageGroup = UsageMeasure & UsageGroupName & { before: UsageMeasure | null };
export type UsageCell = UsageMeasure & UsageGroupName & { day: string };
export type UsageDay = UsageMeasure & {
  day: string;
  start: Date;
  end: Date;
  isPart: boolean;
  before: UsageMeasure | null;
};

export type UsageSpan = {
  kind: "period" | "month" | "days" | "line";
  key: string | null;
  start: Date;
  end: Date;
  plan: string | null;
  invoice: { id: string; number: string | null; lineId: string } | null;
  line: { id: string; kind: string; quantity: bigint; plan: string | null } | null;
};

export type UsageFigures = {
  asOf: Date;
  span: UsageSpan;
  groups: UsageGroup[];
  days: UsageDay[];
  cells: UsageCell[];
  total: UsageMeasure;
  totalBefore: UsageMeasure | null;
  comparedWith: { start: Date; end: Date; whole: { start: Date; end: Date } } | null;
  features: UsageFeature[];
  lastUse: { at: Date } | null;
};

export type UsageFeature = { code: string; name: string };

export type UsageChoices = { features: UsageFeature[]; actors: string[]; properties: string[] };

export type UsageNotes = {
  asOf: Date;
  span: UsageSpan;
  lastUse: { at: Date; recordedAt: Date } | null;
  openUntil: Date;
  isRunning: boolean;
  inGrace: boolean;
  isFinal: boolean;
  lateInto: { credits: bigint; events: bigint };
  lateOutOf: { lineId: string | null; invoiceNumber: string | null; credits: bigint }[];
};

export type UsageEventLine = { id: string; invoiceId: string; number: string | null };

export type UsageEvent = {
  key: string;
  at: Date;
  feature: string;
  quantity: bigint;
  credits: bigint;
  overage: bigint;
  isLate: boolean;
  actor: string;
  metadata: Record<string, string | number | boolean> | null;
  planLine: UsageEventLine | null;
  overageLine: UsageEventLine | null;
  paidBy: { id: string; category: string; credits: bigint }[];
};

export type UsageEvents = {
  events: UsageEvent[];
  next: { at: Date; key: string } | null;
  features: UsageFeature[];
};

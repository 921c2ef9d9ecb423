export type Method = {
  id: string;
  kind: string;
  brand: string | null;
  last4: string | null;
  expMonth: number | null;
  expYear: number | null;
  isDefault: boolean;
  /** What is paid with: the default, or where none was chosen the newest. */
  isUsed: boolean;
  expiry: "expired" | "soon" | null;
};

export type Methods = {
  methods: Method[];
  confirmedAt: Date | null;
  /** The plan that goes on and costs something. */
  paidPlan: string | null;
  hasProcessor: boolean;
  may: { change: boolean };
};

export type Changed = { outcome: "done" | "being_confirmed" };

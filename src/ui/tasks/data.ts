import type { Act } from "../settings/data";

export type StaffTask = {
  id: string;
  account: { id: string; name: string };
  kind: string;
  refundId: string | null;
  disputeId: string | null;
  paymentId: string | null;
  invoice: { id: string; number: string | null } | null;
  amountMinor: bigint | null;
  currency: string | null;
  creditsTaken: bigint | null;
  facts: Record<string, string>;
  createdAt: Date;
  assignedTo: { id: string; name: string } | null;
  doneAt: Date | null;
  doneByName: string | null;
  doneBecause: string | null;
};

export type TaskActs = {
  assign: Act<{ account: string; taskId: string; staffUserId: string | null }, unknown>;
  resolve: Act<{ account: string; taskId: string; reason: string }, unknown>;
};

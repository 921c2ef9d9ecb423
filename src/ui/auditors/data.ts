import type { Act } from "../settings/data";

export type AuditedMonth = {
  month: string;
  number: number;
  takenAt: Date;
  sha256: string;
};

export type AuditorLink = {
  id: string;
  auditor: string;
  reason: string;
  firstMonth: string;
  lastMonth: string;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  isOver: boolean;
  opened: number;
  lastOpenedAt: Date | null;
};

export type NewLink = Pick<AuditorLink, "auditor" | "reason" | "firstMonth" | "lastMonth"> & {
  days: number;
};

export type AuditorActs = {
  create: Act<NewLink, { url: string }>;
  revoke: Act<{ id: string }, unknown>;
};

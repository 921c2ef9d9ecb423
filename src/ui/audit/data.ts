import type { Act } from "../settings/data";

export type AuditAct = {
  account: { id: string; name: string; externalId: string } | null;
  position: bigint;
  at: Date;
  actor: string;
  actorName: string | null;
  act: string;
  subject: string | null;
  subjectName: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
  requestId: string;
  hash: string;
};

export type Checked = {
  check: string;
  finding: { accountId: string | null; detail: string } | null;
};

export type AuditActs = { verify: Act<undefined, Checked[]> };

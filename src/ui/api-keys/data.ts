import type { Act } from "../settings/data";

export type ApiKey = {
  prefix: string;
  name: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  lastUsedIp: string | null;
  revokedAt: Date | null;
};

type Made = { key: string; prefix: string };

export type KeyActs = {
  create: Act<{ name: string; scopes: string[]; days?: number }, Made>;
  rotate: Act<{ prefix: string; overlapHours: number }, Made>;
  revoke: Act<{ prefix: string }, unknown>;
};

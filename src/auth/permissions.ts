import type { StaffRole } from "./roles";

const everyone = ["support", "finance", "admin"] as const;
const money = ["finance", "admin"] as const;

/**
 * What staff may do, and who of them: the only such list. A procedure names one (`staffProcedure`), pages
 * ask it what to offer, and what it does not name nobody may. Whoever asked for something never approves
 * it, whatever stands here: the database says so.
 */
export const permissions = {
  "accounts:read": everyone,
  "accounts:note": everyone,
  "accounts:adjust": everyone,
  "adjustments:approve": money,
  "invoices:end": money,
  "refunds:request": everyone,
  "refunds:approve": money,
  "disputes:read": everyone,
  "disputes:manage": money,
  "events:read": everyone,
  "events:replay": money,
  "webhooks:read": everyone,
  "webhooks:change": ["admin"],
  "apiKeys:manage": ["admin"],
  "audit:read": money,
  "auditors:manage": money,
  "exports:ask": everyone,
  "months:read": money,
  "months:close": money,
  "months:reopen": ["admin"],
  "reports:read": money,
  "reconciliation:read": money,
  "reconciliation:work": money,
  "tasks:read": everyone,
  "tasks:work": money,
  "staff:manage": ["admin"],
  impersonate: everyone,
} as const satisfies Record<string, readonly StaffRole[]>;

export type Permission = keyof typeof permissions;

export function mayStaff(role: StaffRole, permission: Permission): boolean {
  return (permissions[permission] as readonly StaffRole[]).includes(role);
}

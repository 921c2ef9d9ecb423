/** Two worlds that never mix: people of customers, and us. Each has its own table and cookie. */
export type Realm = "customer" | "staff";

export type CustomerRole = "owner" | "billing_manager" | "viewer";
export type StaffRole = "support" | "finance" | "admin";

/** What an API key may do. `write` does not include `read`: a key says everything it needs. */
export const scopes = [
  "accounts:read",
  "accounts:write",
  "credits:read",
  "credits:write",
  "entitlements:read",
  "invoices:read",
  "plans:read",
  "portal:write",
  "subscriptions:read",
  "subscriptions:write",
  "usage:read",
] as const;

export type Scope = (typeof scopes)[number];

export function isScope(value: string): value is Scope {
  return (scopes as readonly string[]).includes(value);
}

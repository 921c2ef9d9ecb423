/** Two worlds that never mix: people of customers, and us. Each has its own table and cookie. */
export type Realm = "customer" | "staff";

export const customerRoles = ["owner", "billing_manager", "viewer"] as const;

export type CustomerRole = (typeof customerRoles)[number];
export const staffRoles = ["support", "finance", "admin"] as const;
export type StaffRole = (typeof staffRoles)[number];

/**
 * What may be changed in the portal, and by whom: the only such list. Everyone may look. `links`: also by
 * whoever the customer's app signed in, of whom we know the account and no name.
 */
export const customerActs = {
  "account.change": { roles: ["owner", "billing_manager"], links: true },
  "alerts.manage": { roles: ["owner", "billing_manager"], links: true },
  "invoices.pay": { roles: ["owner", "billing_manager"], links: true },
  "plan.change": { roles: ["owner", "billing_manager"], links: true },
  "members.invite": { roles: ["owner", "billing_manager"], links: false },
  "members.manage": { roles: ["owner"], links: false },
  "members.leave": { roles: customerRoles, links: false },
  "packs.buy": { roles: ["owner", "billing_manager"], links: true },
  "sessions.end": { roles: customerRoles, links: true },
} as const satisfies Record<string, { roles: readonly CustomerRole[]; links: boolean }>;

export type CustomerAct = keyof typeof customerActs;

export function mayAct(
  who: { kind: "user" | "link"; role: CustomerRole; viewedBy?: string },
  act: CustomerAct,
) {
  // Somebody of staff who looks on changes nothing, whatever a viewer may.
  if (who.viewedBy !== undefined) return false;
  const { roles, links } = customerActs[act];
  return roles.some((role) => role === who.role) && (links || who.kind === "user");
}

/** Which roles somebody may hand out by invitation: owners any, billing managers that of a viewer. */
export function rolesToGive(role: CustomerRole): readonly CustomerRole[] {
  if (role === "owner") return customerRoles;
  return role === "billing_manager" ? ["viewer"] : [];
}

/** What an API key may do. `write` does not include `read`: a key says everything it needs. */
export const scopes = [
  "accounts:read",
  "accounts:write",
  "credits:read",
  "credits:write",
  "entitlements:read",
  "invoices:read",
  "invoices:write",
  "plans:read",
  "portal:write",
  "reports:read",
  "subscriptions:read",
  "subscriptions:write",
  "usage:read",
  "webhooks:read",
  "webhooks:write",
] as const;

export type Scope = (typeof scopes)[number];

export function isScope(value: string): value is Scope {
  return (scopes as readonly string[]).includes(value);
}

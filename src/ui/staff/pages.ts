/** Where staff can go, each with the letter that leads there after `g`; `l` is the log of what was done, `f` figures. */
export const staffPages = [
  { href: "/staff", name: "home", key: "h" },
  { href: "/staff/customers", name: "customers", key: "c" },
  { href: "/staff/approvals", name: "approvals", key: "a" },
  { href: "/staff/tasks", name: "tasks", key: "t" },
  { href: "/staff/disputes", name: "disputes", key: "d" },
  { href: "/staff/reconciliation", name: "reconciliation", key: "r" },
  { href: "/staff/reports", name: "reports", key: "f" },
  { href: "/staff/months", name: "months", key: "m" },
  { href: "/staff/events", name: "events", key: "e" },
  { href: "/staff/webhooks", name: "webhooks", key: "w" },
  { href: "/staff/api-keys", name: "apiKeys", key: "k" },
  { href: "/staff/people", name: "people", key: "p" },
  { href: "/staff/exports", name: "exports", key: "x" },
  { href: "/staff/audit", name: "audit", key: "l" },
] as const;

export type StaffPage = (typeof staffPages)[number];
export type StaffPlace = StaffPage["name"];

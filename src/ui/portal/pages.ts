/** Where a customer can go; the pages, in the order people ask for them. */
export const portalPages = [
  { href: "/", name: "overview" },
  { href: "/usage", name: "usage" },
  { href: "/plan", name: "plan" },
  { href: "/invoices", name: "invoices" },
  { href: "/credits", name: "credits" },
  { href: "/packs", name: "packs" },
  { href: "/alerts", name: "alerts" },
  { href: "/settings", name: "settings" },
] as const;

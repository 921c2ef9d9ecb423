import { type ChargedBy, chargedBy } from "./data";

export type ChargesView = { month: string | null; by: ChargedBy };

/** What an address asks for; a month the calendar does not have is as if it were not there. */
export function chargesView({
  month,
  by,
}: Record<string, string | string[] | undefined>): ChargesView {
  const isMonth =
    typeof month === "string" && /^(19[7-9]|20\d|21\d)\d-(0[1-9]|1[0-2])$/.test(month);
  return { month: isMonth ? month : null, by: chargedBy.find((one) => one === by) ?? "period" };
}

/** Whose page it is says where it stands, and where its lines lead. */
export type ChargesPlace = {
  path: string;
  invoice(id: string, lineId: string): string;
  /** The usage a line covers. */
  usage(invoiceId: string, lineId: string): string;
};

export function chargesHref(path: string, { month, by }: ChargesView): string {
  const query = new URLSearchParams();
  if (month) query.set("month", month);
  if (by !== "period") query.set("by", by);
  return query.size > 0 ? `${path}?${query}` : path;
}

export const portalCharges: ChargesPlace = {
  path: "/invoices/charges",
  invoice: (id, lineId) => `/invoices/${id}#line-${lineId}`,
  usage: (id, lineId) => `/invoices/${id}/lines/${lineId}`,
};

export function staffCharges(account: string): ChargesPlace {
  return {
    path: `/staff/customers/${account}/charges`,
    invoice: (id, lineId) => `/staff/invoices/${id}#line-${lineId}`,
    usage: (id, lineId) => `/staff/invoices/${id}/lines/${lineId}`,
  };
}

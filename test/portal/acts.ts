import type { CustomerAct } from "@/auth/roles";

/** What each of them may do, written down a second time and by hand. */
export const whoMay: Record<CustomerAct, { by: string[] }> = {
  "account.change": { by: ["owner", "billing_manager", "link"] },
  "alerts.manage": { by: ["owner", "billing_manager", "link"] },
  "invoices.pay": { by: ["owner", "billing_manager", "link"] },
  "members.invite": { by: ["owner", "billing_manager"] },
  "members.manage": { by: ["owner"] },
  "members.leave": { by: ["owner", "billing_manager", "viewer"] },
  "packs.buy": { by: ["owner", "billing_manager", "link"] },
  "plan.change": { by: ["owner", "billing_manager", "link"] },
  "sessions.end": { by: ["owner", "billing_manager", "viewer", "link"] },
};

import type { ReactNode } from "react";
import { accountsOf } from "@/auth/accounts";
import { PortalShell } from "@/ui/portal/shell";
import { account, customer } from "./customer";

/** The portal's shell as this customer sees it. */
export async function Shell({ children }: { children: ReactNode }) {
  const actor = await customer();
  const { accountId, kind, name, role, returnUrl, embedded, viewedBy } = actor;
  const [shown, accounts] = await Promise.all([account(), accountsOf(actor)]);
  return (
    <PortalShell
      account={{ id: accountId, name: shown.name, timezone: shown.timezone }}
      others={accounts.filter(({ id }) => id !== accountId)}
      who={{ name: kind === "user" ? name : null, role }}
      returnUrl={returnUrl}
      embedded={embedded}
      lookedOnBy={viewedBy ?? null}
    >
      {children}
    </PortalShell>
  );
}

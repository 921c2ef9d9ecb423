import type { ReactNode } from "react";
import { PortalShell } from "@/ui/portal/shell";
import { account, customer } from "./customer";

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { name } = await customer();
  return (
    <PortalShell account={await account()} who={name}>
      {children}
    </PortalShell>
  );
}

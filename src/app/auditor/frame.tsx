import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { env } from "@/env";
import { Shell } from "@/ui/shell";
import { When } from "@/ui/when";
import { auditor } from "./auditor";

/** What an auditor's pages share: whose link it is, until when, and the way out. */
export async function AuditorFrame({ title, children }: { title: string; children: ReactNode }) {
  const t = await getTranslations("auditors");
  const { link } = await auditor();
  return (
    <Shell who={link.auditor} signOutTo="/auditor/sign-out">
      <h1 className="mb-3 font-serif text-figure wrap-anywhere">{title}</h1>
      <p className="mb-8 max-w-prose text-muted">
        {t.rich("intro", {
          until: () => <When at={link.expiresAt} zone={env.HOUSE_TIMEZONE} as="instant" />,
        })}
      </p>
      {children}
    </Shell>
  );
}

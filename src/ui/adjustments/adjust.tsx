"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Section } from "../section";
import { useAct } from "../settings/use-act";
import { ConfirmAdjustment } from "./confirm";
import type { AdjustActs, OpenGrant, Shown, Wish } from "./data";
import { WishForm } from "./wish-form";

type Props = { account: string; grants: OpenGrant[]; may: boolean; acts: AdjustActs };

/** ST3, ST4: credits given, taken back or set right by hand: what it does is shown first, and then booked as shown. */
export function Adjust({ account, grants, may, acts }: Props) {
  const t = useTranslations("console.adjust");
  const [shown, setShown] = useState<Shown & { key: string }>();
  const preview = useAct(acts.preview, () => null);
  async function look(wish: Wish) {
    const done = await preview.run({ account, wish });
    // The key is made with what it is for: pressed twice, it is one booking.
    setShown(done?.ok ? { ...done.value, key: crypto.randomUUID() } : undefined);
  }
  return (
    <Section title={t("title")} className="mt-12 print:hidden">
      {may ? (
        <>
          <p className="mb-4 max-w-prose text-muted">{t("text")}</p>
          <WishForm
            grants={grants}
            busy={preview.busy}
            onChange={() => setShown(undefined)}
            onAsk={look}
          />
          <div aria-live="polite">
            {shown && (
              <ConfirmAdjustment
                key={shown.key}
                account={account}
                shown={shown}
                act={acts.request}
                onDone={() => setShown(undefined)}
              />
            )}
          </div>
        </>
      ) : (
        <p>{t("mayNot")}</p>
      )}
    </Section>
  );
}

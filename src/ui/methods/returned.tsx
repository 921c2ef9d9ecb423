"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Act } from "../settings/data";

type Confirmed = { outcome: "added" | "being_confirmed"; last4: string | null };

type Props = {
  /** Null: they left the page. */
  setupId: string | null;
  act: Act<{ setupId: string }, Confirmed>;
};

const [looks, pauseMs] = [15, 2_000];

/** What came of the processor's page. While nobody knows, that is said, and it is looked again (G13). */
export function Returned({ setupId, act }: Props) {
  const t = useTranslations("billing.methods.back");
  const router = useRouter();
  const [state, setState] = useState<Confirmed | "waits" | "late" | "left">(
    setupId === null ? "left" : "waits",
  );
  useEffect(() => {
    if (setupId === null) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (count: number) => {
      const done = await act({ setupId });
      if (isGone) return;
      if (done.ok && done.value.outcome === "added") {
        setState(done.value);
        router.refresh();
      } else if (count === looks) setState("late");
      else timer = setTimeout(() => void look(count + 1), pauseMs);
    };
    void look(1);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [setupId, act, router]);
  return (
    <p role="status" className="mb-8 max-w-prose border-s-2 border-green ps-4">
      {typeof state === "string" && t(state)}
      {typeof state === "object" &&
        (state.last4 ? t("added", { last4: state.last4 }) : t("addedOther"))}
    </p>
  );
}

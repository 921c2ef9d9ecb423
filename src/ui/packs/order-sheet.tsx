"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Dialog } from "../dialog";
import { quietButton } from "../settings/buttons";

/** The receipt over the page; what stands in it comes from the server, also when it is reloaded. */
export function OrderSheet({ children }: { children: ReactNode }) {
  const t = useTranslations("packs.order");
  const router = useRouter();
  const close = () => router.push("/packs", { scroll: false });
  return (
    <Dialog title={t("title")} onClose={close}>
      {children}
      <p className="mt-6">
        <button type="button" onClick={close} className={quietButton}>
          {t("close")}
        </button>
      </p>
    </Dialog>
  );
}

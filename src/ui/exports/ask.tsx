"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { newId } from "@/lib/ids";
import { quietButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import { type ExportActs, exportHref, type Wished } from "./data";

type Props = { of: Wished; ask: ExportActs["ask"]; className?: string };

/** A list as a file: one press asks for it and opens how far it is. */
export function AskExport({ of: { rows, more, ...wish }, ask, className = quietButton }: Props) {
  const t = useTranslations("console.exports");
  const router = useRouter();
  const id = useRef<string>(null); // of this press, however often it is tried
  const { busy, run } = useAct(ask, () => null);
  return (
    <button
      type="button"
      disabled={busy}
      className={className}
      onClick={async () => {
        id.current ??= newId();
        const done = await run({ id: id.current, ...wish });
        if (!done?.ok) return;
        id.current = null;
        router.push(exportHref(done.value.id));
      }}
    >
      {t(more ? "askMore" : "ask", { rows })}
    </button>
  );
}

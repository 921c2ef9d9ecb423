"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { setSingleKeys, singleKeysOn } from "../command/single-keys";

/** Whether keys without Ctrl or ⌘ are shortcuts in this browser (WCAG 2.1.4). */
export function SingleKeysSetting() {
  const t = useTranslations("shell.keys");
  const [on, setOn] = useState(true);
  useEffect(() => setOn(singleKeysOn()), []);
  return (
    <>
      <label className="flex min-h-8 items-baseline gap-3">
        <input
          type="checkbox"
          checked={on}
          onChange={({ target }) => {
            setOn(target.checked);
            setSingleKeys(target.checked);
          }}
          className="accent-green"
        />
        {t("single")}
      </label>
      <p className="mt-1 text-small text-muted">{t("singleNote")}</p>
    </>
  );
}

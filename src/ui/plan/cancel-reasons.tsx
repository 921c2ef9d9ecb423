"use client";

import { useTranslations } from "next-intl";
import { cancelReasons } from "@/lib/cancel-reasons";
import { field } from "../settings/buttons";
import type { Because } from "./data";

type Props = { of: Because | null; onChange: (of: Because | null) => void };

/** Asked once, answered by whoever wants to: ending a plan needs no reason. */
export function CancelReasons({ of, onChange }: Props) {
  const t = useTranslations("plan.reasons");
  return (
    <fieldset>
      <legend className="mb-2 text-small text-muted">{t("legend")}</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {cancelReasons.map((reason) => (
          <label key={reason} className="flex min-h-6 cursor-pointer items-baseline gap-2">
            <input
              type="radio"
              name="reason"
              checked={of?.reason === reason}
              onChange={() => onChange({ reason, comment: of?.comment ?? null })}
              className="accent-green"
            />
            {t(reason)}
          </label>
        ))}
      </div>
      {of && (
        <label className="mt-3 block">
          <span className="text-small text-muted">{t("comment")}</span>
          <textarea
            rows={2}
            maxLength={1000}
            value={of.comment ?? ""}
            onChange={({ target }) => onChange({ ...of, comment: target.value || null })}
            className={`${field} py-2`}
          />
        </label>
      )}
    </fieldset>
  );
}

import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import type { ExportsView } from "./address";
import { exportKindNames } from "./data";

const control = "min-h-9 w-full border border-muted bg-sheet px-2 text-ink";

type Props = { view: ExportsView; kinds: readonly string[]; zone: string };

/** What is to be a file: a plain form, whose address can be passed on. Its answer says how many rows it has. */
export function ExportForm({ view, kinds, zone }: Props) {
  const t = useTranslations("console.exports.form");
  const kindName = useTranslations("console.exports.kind");
  const offered = exportKindNames.filter((one) => kinds.includes(one));
  return (
    <form
      action="/staff/exports"
      className="mb-4 grid items-end gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-[2fr_2fr_1fr_1fr_2fr_auto] print:hidden"
    >
      <Field label={t("kind")}>
        {(id) => (
          <select id={id} name="kind" defaultValue={view.kind ?? "documents"} className={control}>
            {offered.map((one) => (
              <option key={one} value={one}>
                {kindName(one)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {(["account", "from", "to", "zone"] as const).map((name) => (
        <Field key={name} label={t(name)}>
          {(id) => (
            <input
              id={id}
              name={name}
              type={name === "from" || name === "to" ? "date" : "text"}
              maxLength={255}
              autoComplete="off"
              spellCheck={false}
              defaultValue={view[name] ?? (name === "zone" ? zone : "")}
              className={control}
            />
          )}
        </Field>
      ))}
      <button
        type="submit"
        className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline"
      >
        {t("count")}
      </button>
    </form>
  );
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-small text-muted">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

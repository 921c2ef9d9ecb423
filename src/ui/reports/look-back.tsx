import { useTranslations } from "next-intl";
import { useId } from "react";
import { When } from "../when";
import { fieldOf, type Looking, lookingBack, type Problem } from "./as-of";

/** Where the sentence stands that says what is wrong, for the field that it is about. */
const problemId = "looking-back-problem";

type Props = { view: Looking; zone: string; problem: Problem | null };

/** The two questions a report looks back by, each with what it leaves out. */
export function LookBack({ view, zone, problem }: Props) {
  const t = useTranslations("reports.filter");
  const id = useId();
  return (
    <fieldset className="grid gap-x-4 gap-y-3 sm:col-span-full sm:grid-cols-2 lg:col-span-4">
      <legend className="sr-only">{t("lookBack")}</legend>
      {lookingBack.map((field) => (
        <div key={field} className="min-w-0">
          <label htmlFor={`${id}-${field}`} className="mb-1 block text-small text-muted">
            {t(field, { zone })}
          </label>
          <input
            {...{ id: `${id}-${field}`, name: field, type: "datetime-local", step: 1 }}
            defaultValue={fieldOf(view[field], zone)}
            aria-describedby={`${id}-${field}-says${problem?.field === field ? ` ${problemId}` : ""}`}
            aria-invalid={problem?.field === field || undefined}
            className="min-h-9 w-full border border-muted bg-sheet px-2 text-ink"
          />
          <p id={`${id}-${field}-says`} className="mt-1 text-small text-muted">
            {t(`${field}Says`)}
          </p>
        </div>
      ))}
    </fieldset>
  );
}

/** Why there is no report: a time that is none, or that is not settled yet. */
export function NotShown({ of, zone, latest }: { of: Problem; zone: string; latest: Date }) {
  const t = useTranslations("reports");
  const field = t(`filter.${of.field}`, { zone });
  return (
    <p role="alert" id={problemId} className="mt-6 max-w-prose border-s-2 border-ochre ps-4">
      {t.rich(`problem.${of.of}`, {
        ...{ field, said: of.said },
        latest: () => <When at={latest} zone={zone} as="instant" />,
      })}
    </p>
  );
}

"use client";

import { useTranslations } from "next-intl";
import type { Ref } from "react";
import type { Problem } from "./typed";

type Props = { ref: Ref<HTMLDivElement>; problems: readonly Problem[] };

/** What is to be put right, where the focus goes when saving found it; each leads to its field. */
export function ProblemSummary({ ref, problems }: Props) {
  const t = useTranslations("billing.problem");
  const form = useTranslations("billing.form");
  if (problems.length === 0) return null;
  return (
    <div ref={ref} tabIndex={-1} role="alert" className="mb-6 border-s-2 border-ochre ps-4">
      <p className="font-semibold">{t("title", { count: problems.length })}</p>
      <ul>
        {problems.map(({ field, what, bad }) => (
          <li key={field}>
            <a href={`#billing-${field}`} className="underline underline-offset-4">
              {form(field)}
            </a>
            {` · ${t(what, { bad })}`}
          </li>
        ))}
      </ul>
    </div>
  );
}

"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { isLanguage } from "@/messages/locales";
import { mainButton } from "../settings/buttons";
import type { Act } from "../settings/data";
import { useAct } from "../settings/use-act";
import type { BillingPage, DetailsWish, HeadWords } from "./data";
import { DocumentHead } from "./document-head";
import { Fields } from "./fields";
import { ProblemSummary } from "./problem-summary";
import { type AskTax, TaxSection } from "./tax";
import {
  type FieldName,
  type Problem,
  placeOf,
  problemsOf,
  type Typed,
  typedOf,
  wishOf,
} from "./typed";

type Props = {
  page: BillingPage;
  words: HeadWords;
  acts: { set: Act<DetailsWish, unknown>; taxAt: AskTax };
};

/** PM2, PM3: what stands on documents, with what it makes of their tax and of their head. */
export function DetailsForm({ page: { details, registers, account, tax }, words, acts }: Props) {
  const t = useTranslations("billing.form");
  const [typed, setTyped] = useState(() => typedOf(details));
  const [problems, setProblems] = useState<Problem[]>([]);
  const summary = useRef<HTMLDivElement>(null);
  const { busy, run } = useAct(acts.set, () => t("saved"));
  const countries = useCountries(words);
  const saved = typedOf(details);
  const isSame = JSON.stringify(typed) === JSON.stringify(saved);

  function change(field: FieldName, value: string) {
    setTyped((before) => ({ ...before, [field]: value }));
    setProblems((before) => before.filter((one) => one.field !== field));
  }

  function tell(found: Problem[]) {
    setProblems(found);
    // Drawn first: what is not there yet takes no focus.
    requestAnimationFrame(() => summary.current?.focus());
  }

  async function save(event: FormEvent) {
    event.preventDefault();
    const found = problemsOf(typed);
    if (found.length > 0) return tell(found);
    const done = await run(wishOf(typed));
    if (done && !done.ok) {
      const field = fieldAtFault(done.facts, typed);
      if (field) tell([{ field, what: field === "taxId" ? "taxId" : "other", bad: "" }]);
    }
  }

  return (
    <div className="grid items-start gap-x-14 gap-y-12 [&>*]:min-w-0 lg:grid-cols-2">
      <form noValidate onSubmit={(event) => void save(event)} aria-label={t("title")}>
        <ProblemSummary ref={summary} problems={problems} />
        <Fields
          typed={typed}
          problems={problems}
          account={account}
          countries={countries}
          registers={registers}
          onChange={change}
        />
        <p className="mt-6 max-w-prose text-small text-muted">{t("from")}</p>
        <button type="submit" disabled={busy || isSame} className={`${mainButton} mt-3`}>
          {t("save")}
        </button>
      </form>
      <div className="space-y-12">
        <DocumentHead typed={typed} account={account} words={words} />
        <TaxSection tax={tax} typed={placeToAsk(typed, saved)} ask={acts.taxAt} />
      </div>
    </div>
  );
}

/** By the names people here look for. */
function useCountries(words: HeadWords): Record<string, string> {
  const locale = useLocale();
  return words[isLanguage(locale) ? locale : "en"].countries;
}

/** Where the tax would be another: nothing to ask while the address is the saved one, or its id is none. */
function placeToAsk(typed: Typed, saved: Typed) {
  if (problemsOf(typed).some(({ field }) => field === "taxId")) return null;
  const place = placeOf(typed);
  return JSON.stringify(place) === JSON.stringify(placeOf(saved)) ? null : place;
}

/** The server names the entry of a list too: `invoiceEmails.0`. */
function fieldAtFault(facts: Record<string, unknown> | undefined, typed: Typed) {
  const name = String(facts?.field ?? "").split(".")[0] ?? "";
  return name in typed ? (name as FieldName) : undefined;
}

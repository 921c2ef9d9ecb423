import { useTranslations } from "next-intl";
import { Section } from "../section";
import { MoreLink } from "./more-link";

const steps = ["take", "use", "see"] as const;

/** The page of an account nothing has happened on yet: what comes next, not what is missing. */
export function FirstSteps() {
  const t = useTranslations("overview.start");
  return (
    <Section title={t("title")}>
      <ol className="grid gap-x-10 gap-y-6 sm:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step} className="flex gap-4">
            <span aria-hidden="true" className="font-serif text-figure text-green">
              {index + 1}
            </span>
            <div>
              <span className="block font-serif text-title">{t(`${step}Title`)}</span>
              <span className="text-muted">{t(step)}</span>
              {step === "take" && (
                <>
                  <MoreLink href="/plan">{t("plans")}</MoreLink>
                  <MoreLink href="/packs">{t("packs")}</MoreLink>
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}

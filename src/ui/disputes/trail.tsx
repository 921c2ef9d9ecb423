import { useTranslations } from "next-intl";
import { Section } from "../section";
import { When } from "../when";
import type { Dispute } from "./data";
import { DisputeStatus } from "./state";

/** DQ3: what happened to it, in order. */
export function DisputeTrail({ of, zone }: { of: Dispute; zone: string }) {
  const t = useTranslations("disputes.trail");
  const steps = [
    { name: "opened", at: of.openedAt },
    { name: "held", at: of.heldAt },
    { name: "submitted", at: of.submittedAt },
    { name: "accepted", at: of.acceptedAt },
    { name: "closed", at: of.closedAt },
  ] as const;
  return (
    <Section title={t("title")} note={t("zone", { zone })}>
      <ol className="divide-y divide-rule">
        {steps.map(
          ({ name, at }) =>
            at && (
              <li key={name} className="grid gap-x-6 py-2 md:grid-cols-[11rem_1fr]">
                <span className="text-small text-muted md:text-body">
                  <When at={at} zone={zone} as="instant" />
                </span>
                <span>
                  {t(name)}
                  {name === "closed" && (
                    <>
                      {": "}
                      <DisputeStatus of={of.status} />
                    </>
                  )}
                </span>
              </li>
            ),
        )}
      </ol>
    </Section>
  );
}

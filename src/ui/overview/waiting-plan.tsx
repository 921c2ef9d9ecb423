import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { linkStyle } from "../credits-page/link-style";
import { When } from "../when";
import type { PlanToPay } from "./data";

/** PC7: another plan was confirmed, and begins with its money. */
export function PlanToPaySentence({ of, zone }: { of: PlanToPay; zone: string }) {
  const t = useTranslations("plan.waiting");
  const { plan, until, invoice } = of;
  return t.rich("payment", {
    plan,
    amount: () => <Amount of={invoice.due} />,
    until: () => <When at={until} zone={zone} as="instant" />,
    invoice: () => (
      <Link href={`/invoices/${invoice.id}`} prefetch={false} className={linkStyle}>
        {invoice.number}
      </Link>
    ),
  });
}

type PlanToCome = { plan: string | null; at: Date };

/** PC7: another plan, or the end of this one, was decided for the end of the period. */
export function PlanToComeSentence({ of: { plan, at }, zone }: { of: PlanToCome; zone: string }) {
  const t = useTranslations("plan.waiting");
  const time = () => <When at={at} zone={zone} />;
  return plan === null ? t.rich("cancel", { time }) : t.rich("change", { plan, time });
}

/** PC7: a first plan begins on a day to come. */
export function PlanToStartSentence({
  of,
  zone,
}: {
  of: { plan: string; at: Date };
  zone: string;
}) {
  const t = useTranslations("plan.waiting");
  return t.rich("start", { plan: of.plan, time: () => <When at={of.at} zone={zone} /> });
}

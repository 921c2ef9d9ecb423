import Link from "next/link";
import { useTranslations } from "next-intl";
import { brand } from "@/lib/brand";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import { When } from "../when";
import type { SupportAct } from "./data";

type Props = { acts: SupportAct[]; zone: string };

const most = 50;

/** AU3: what people at the seller did on the account by hand, the newest first. */
export function SupportActs({ acts, zone }: Props) {
  const t = useTranslations("settings.support");
  const common = useTranslations("common");
  return (
    <Section title={t("title")} note={common("timesIn", { zone })}>
      <p className="mb-4 max-w-prose text-muted">{t("text", { brand: brand.name })}</p>
      {acts.length === 0 ? (
        <p>{t("none")}</p>
      ) : (
        <ol className="divide-y divide-rule">
          {acts.map((act) => (
            <li
              key={`${act.what} ${act.at.getTime()} ${"version" in act ? act.version : ""}`}
              className="grid gap-x-6 gap-y-0.5 py-2 sm:grid-cols-[11rem_1fr]"
            >
              <span className="text-small text-muted sm:text-body">
                <When at={act.at} zone={zone} as="instant" />
              </span>
              <span className="min-w-0 wrap-anywhere">
                <Sentence of={act} />
              </span>
            </li>
          ))}
        </ol>
      )}
      {acts.length >= most && <p className="mt-4 text-small text-muted">{t("latest", { most })}</p>}
    </Section>
  );
}

function Sentence({ of: act }: { of: SupportAct }) {
  const t = useTranslations("settings.support");
  if (act.what === "looked") return t("looked");
  if ("version" in act) {
    const credits = act.credits < 0n ? -act.credits : act.credits;
    return (
      <>
        <Link href={`/credits?entry=${act.version}`} className={linkStyle}>
          {t.rich(act.what, { credits: () => <Credits of={credits} /> })}
        </Link>
        <span className="block text-small text-muted">{act.reason}</span>
      </>
    );
  }
  const invoice = () => (
    <Link href={`/invoices/${act.invoiceId}`} className={linkStyle}>
      {act.number}
    </Link>
  );
  if (act.what !== "refund") return t.rich(act.what, { invoice });
  return t.rich(`refund.${act.state}`, { invoice, amount: () => <Amount of={act.amount} /> });
}

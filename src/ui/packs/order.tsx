import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { Credits, pluralCount } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { documentHref } from "../invoices/address";
import type { Invoice, InvoiceLine } from "../invoices/data";
import { When } from "../when";

type Props = {
  invoice: Invoice;
  line: InvoiceLine;
  zone: string;
  /** What pays it, for those who may; also what looks for credits that are on their way. */
  pay: ReactNode;
  arriving: ReactNode;
};

/** CP3, G12: the receipt. What was bought, on which invoice, and what happens next. */
export function Order({ invoice, line, zone, pay, arriving }: Props) {
  const t = useTranslations("packs.order");
  const { id, number, total } = invoice;
  return (
    <div aria-live="polite">
      <p>
        {t.rich("confirmed", {
          credits: () => <Credits of={line.credits} />,
          amount: () => <Amount of={total} />,
          invoice: () => (
            <Link href={`/invoices/${id}`} className={linkStyle}>
              {number}
            </Link>
          ),
        })}
      </p>
      <div className="mt-3">
        <Next {...{ invoice, line, zone, pay, arriving }} />
      </div>
      <p className="mt-4">
        <a href={documentHref(id)} className={linkStyle} download>
          {t("pdf")}
        </a>
      </p>
    </div>
  );
}

function Next({ invoice: { status }, line, zone, pay, arriving }: Props) {
  const t = useTranslations("packs.order");
  const [grant] = line.grants;
  const months = line.facts?.kind === "pack" ? line.facts.validMonths : 0;
  switch (status) {
    case "paid":
      if (!grant) return <p>{arriving}</p>;
      return (
        <p>
          {t.rich("arrived", {
            count: pluralCount(grant.granted),
            credits: () => <Credits of={grant.granted} />,
            time: () => grant.expiresAt && <When at={grant.expiresAt} zone={zone} />,
            grant: (words) => (
              <Link href={`/credits?grant=${grant.id}`} className={linkStyle}>
                {words}
              </Link>
            ),
          })}
        </p>
      );
    case "void":
    case "uncollectible":
      return <p>{t(status)}</p>;
    default:
      return (
        <>
          <p>{t("next", { months })}</p>
          <p className="mt-3 flex flex-wrap items-center gap-x-6 gap-y-2">{pay}</p>
        </>
      );
  }
}

"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import type { PolicyRow, SliceRow } from "./data";

type Props = { of: PolicyRow; currency: string };

const fates = ["revoked", "expired", "short", "waived"] as const;

/** "Explain this number" of a refund's credits: the formula of each line with its figures, and what becomes of them. */
export function HowSlices({ of, currency }: Props) {
  const t = useTranslations("refunds.how");
  if (of.slices.length === 0) return null;
  const after = fates.filter((fate) => of[fate] > 0n);
  return (
    <details>
      <summary className="min-h-6 cursor-pointer py-0.5 text-small text-green">
        {t("title")}
      </summary>
      <ul className="mt-2 space-y-2 border-s-2 border-green ps-4">
        {of.slices.map((slice, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines may be equal in words, and never move.
          <li key={index}>
            <Link
              href={`/staff/invoices/${slice.invoiceId}#line-${slice.lineId}`}
              prefetch={false}
              className={`${linkStyle} block! text-small text-muted`}
            >
              {slice.description}
            </Link>
            <Reckoned of={slice} currency={currency} />
          </li>
        ))}
        {after.length > 0 && (
          <li className="tabular-nums">
            <Credits of={of.slice} />
            {" = "}
            {after.map((fate, index) => (
              <span key={fate}>
                {index > 0 && " + "}
                {t.rich(fate, { credits: () => <Credits of={of[fate]} unit={false} /> })}
              </span>
            ))}
          </li>
        )}
      </ul>
    </details>
  );
}

/** Rounded half-up once over all that went back, so that parts add up to the whole (BOOKS B12). */
function Reckoned({ of, currency }: { of: SliceRow; currency: string }) {
  const t = useTranslations("refunds.how");
  const { granted, throughMinor, grossMinor, whole, target, standing, credits } = of;
  const bare = (count: bigint) => () => <Credits of={count} unit={false} />;
  return (
    <span className="tabular-nums">
      {t.rich(whole ? "all" : "part", {
        granted: bare(granted),
        target: bare(target),
        through: () => <Amount of={{ minor: throughMinor, currency }} />,
        gross: () => <Amount of={{ minor: grossMinor, currency }} />,
      })}
      {standing > 0n &&
        t.rich("less", {
          standing: bare(standing),
          credits: () => <Credits of={credits} unit={false} />,
        })}
    </span>
  );
}

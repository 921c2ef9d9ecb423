"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Money } from "@/lib/money";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { SideScroll } from "../side-scroll";
import { When } from "../when";
import type { PolicyRow, RefundQuote } from "./data";

/** The money of it, line by line, tax beside the net amount: tax takes no credits. */
export function RefundMoney({ of }: { of: RefundQuote["money"] }) {
  const t = useTranslations("refunds.money");
  return (
    <MoneyLines caption={t("caption")} lines={of.lines}>
      <Sum name={t("total")} of={of.total} />
      {of.card.minor > 0n && <Sum name={t("card")} of={of.card} />}
      {of.accountCredit.minor > 0n && <Sum name={t("credit")} of={of.accountCredit} />}
    </MoneyLines>
  );
}

type LinesProps = {
  caption: string;
  lines: readonly { description: string; net: Money; tax: Money; unearned: Money }[];
  children: ReactNode;
};

/** What comes off each line of an invoice, and below it what that makes. */
export function MoneyLines({ caption, lines, children }: LinesProps) {
  const t = useTranslations("refunds.money");
  return (
    <table className="ledger">
      <caption className="mb-2 text-start text-small text-muted">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t("line")}</th>
          <th scope="col" className="figure max-sm:hidden">
            {t("unearned")}
          </th>
          <th scope="col" className="figure">
            {t("net")}
          </th>
          <th scope="col" className="figure">
            {t("tax")}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ description, net, tax, unearned }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines may be equal in words, and never move.
          <tr key={index}>
            <th scope="row" className="font-normal">
              {description}
            </th>
            <td className="figure max-sm:hidden">
              <Amount of={unearned} />
            </td>
            <td className="figure">
              <Amount of={net} />
            </td>
            <td className="figure">
              <Amount of={tax} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>{children}</tfoot>
    </table>
  );
}

export function Sum({ name, of }: { name: string; of: Money }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="max-sm:hidden" />
      <td />
      <td className="figure">
        <Amount of={of} />
      </td>
    </tr>
  );
}

/** RF3: grant by grant what the chosen policy takes, and what of it was spent and cannot be taken. */
export function RefundGrants({ of, zone }: { of: PolicyRow; zone: string }) {
  const t = useTranslations("refunds.grants");
  if (of.grants.length === 0) return <p className="text-muted">{t("none")}</p>;
  const columns = ["granted", "used", "toRevoke", "after", "unrecoverable"] as const;
  return (
    // On a phone it is wider than the sheet: by key one gets to its far side, too.
    <SideScroll label={t("caption")}>
      <table className="ledger">
        <caption className="mb-2 text-start text-small text-muted">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("grant")}</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="figure">
                {t(column)}
              </th>
            ))}
            <th scope="col" className="figure">
              {t("value")}
            </th>
          </tr>
        </thead>
        <tbody>
          {of.grants.map((grant) => (
            <tr key={grant.grantId}>
              <th scope="row" className="font-normal">
                <code className="text-small">{grant.grantId.slice(-8)}</code>
                <span className="block text-small text-muted">
                  {grant.expiresAt
                    ? t.rich("until", {
                        time: () => <When at={grant.expiresAt as Date} zone={zone} />,
                      })
                    : t("forEver")}
                </span>
              </th>
              {columns.map((column) => (
                <td key={column} className="figure">
                  <Credits of={grant[column]} unit={false} />
                </td>
              ))}
              <td className="figure">
                <Amount of={grant.value} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </SideScroll>
  );
}

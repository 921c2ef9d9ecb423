"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { type Policy, type PolicyRow, policies, type RefundQuote } from "./data";

type Props = { of: RefundQuote["policies"]; chosen: Policy; onChoose: (policy: Policy) => void };

const figures = ["slice", "revoked", "expired", "short", "waived"] as const;

/** RF3, RF10: what each policy would do to the credits, side by side; one of them is chosen. */
export function PolicyChoice({ of, chosen, onChoose }: Props) {
  const t = useTranslations("refunds.policies");
  const name = useId();
  return (
    <div className="overflow-x-auto">
      <table className="ledger">
        <caption className="mb-2 text-start text-small text-muted">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("policy")}</th>
            {policies.map((policy) => (
              <th key={policy} scope="col" className="figure align-bottom">
                <label className="inline-flex min-h-6 items-baseline gap-2 font-normal">
                  <input
                    type="radio"
                    name={name}
                    checked={policy === chosen}
                    onChange={() => onChoose(policy)}
                    className="accent-green"
                  />
                  <span className={policy === chosen ? "font-semibold" : ""}>
                    {t(`name.${policy}`)}
                  </span>
                </label>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => (
            <Row key={figure} name={t(figure)} of={of} chosen={chosen}>
              {(one) => <Credits of={one[figure]} unit={false} />}
            </Row>
          ))}
          <Row name={t("shortValue")} of={of} chosen={chosen}>
            {(one) => <Amount of={one.shortValue} />}
          </Row>
          <Row name={t("before")} of={of} chosen={chosen}>
            {(one) => <Credits of={one.before} unit={false} />}
          </Row>
        </tbody>
        <tfoot>
          <Row name={t("after")} of={of} chosen={chosen}>
            {(one) => <Credits of={one.after} unit={false} />}
          </Row>
        </tfoot>
      </table>
    </div>
  );
}

type RowProps = Pick<Props, "of" | "chosen"> & {
  name: string;
  children: (of: PolicyRow) => ReactNode;
};

function Row({ name, of, chosen, children }: RowProps) {
  return (
    <tr>
      <th scope="row" className="font-normal">
        {name}
      </th>
      {policies.map((policy) => (
        <td key={policy} className={`figure ${policy === chosen ? "" : "text-muted!"}`}>
          {children(of[policy])}
        </td>
      ))}
    </tr>
  );
}

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Section } from "../section";
import { When } from "../when";
import type { Methods as Data, Method } from "./data";
import { useMethodName } from "./name";

type Props = {
  data: Data;
  zone: string;
  actions: (method: Method) => ReactNode;
  add: ReactNode;
};

/** PM1: what is on file, as the processor said last, and what each is used for. */
export function Methods({ data, zone, actions, add }: Props) {
  const t = useTranslations("billing.methods");
  const { methods, confirmedAt, may, hasProcessor } = data;
  const note =
    confirmedAt &&
    t.rich("confirmed", { time: () => <When at={confirmedAt} zone={zone} as="instant" /> });
  return (
    <Section title={t("title")} note={note}>
      {methods.length === 0 ? <p className="max-w-prose">{t(`none.${whyNone(data)}`)}</p> : null}
      {methods.length > 0 && (
        <table className="ledger">
          <caption className="sr-only">{t("caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("method")}</th>
              <th scope="col">{t("expires")}</th>
              <th scope="col" className="max-sm:hidden">
                {t("use")}
              </th>
              {may.change && (
                <th scope="col" className="text-end!">
                  {t("actions")}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {methods.map((method) => (
              <Row key={method.id} method={method} plan={data.paidPlan}>
                {may.change && <td className="text-end!">{actions(method)}</td>}
              </Row>
            ))}
          </tbody>
        </table>
      )}
      {hasProcessor && may.change && <div className="mt-6">{add}</div>}
      {!may.change && <p className="mt-4 text-small text-muted">{t("mayNot")}</p>}
    </Section>
  );
}

/** Nobody is asked for a card who needs none (G2). */
function whyNone({ paidPlan, hasProcessor }: Data): "paid" | "free" | "noProcessor" {
  if (!hasProcessor) return "noProcessor";
  return paidPlan === null ? "free" : "paid";
}

type RowProps = { method: Method; plan: string | null; children: ReactNode };

function Row({ method, plan, children }: RowProps) {
  const t = useTranslations("billing.methods");
  const name = useMethodName();
  const use = method.isUsed ? t("usedBy", { plan: plan ?? "none" }) : t("spare");
  return (
    <tr className="[&>*]:align-top!">
      <th scope="row" className="font-normal">
        {name(method)}
        {method.isUsed && <span className="block text-small text-green">{t("isDefault")}</span>}
        <span className="block text-small text-muted sm:hidden">{use}</span>
      </th>
      <td>
        <Expiry method={method} />
      </td>
      <td className="max-sm:hidden">{use}</td>
      {children}
    </tr>
  );
}

function Expiry({ method: { expMonth, expYear, expiry } }: { method: Method }) {
  const t = useTranslations("billing.methods");
  if (expMonth === null || expYear === null) return t("noExpiry");
  return (
    <>
      <span className="tabular-nums">{`${String(expMonth).padStart(2, "0")}/${expYear}`}</span>
      {expiry && <span className="block text-small text-ochre">{t(expiry)}</span>}
    </>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { Section } from "../section";
import { field, mainButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import type { Difference, FixPreview, ReconciliationActs } from "./data";

type Props = { of: Difference; acts: Pick<ReconciliationActs, "previewFix" | "fix"> };

/** RC3: what sets it right, shown as it would be booked, and then booked as it was shown. */
export function SetRight({ of, acts }: Props) {
  const t = useTranslations("reconciliation.fix");
  const [shown, setShown] = useState<FixPreview>();
  const preview = useAct(acts.previewFix, () => null);
  async function look() {
    const done = await preview.run({ differenceId: of.id });
    setShown(done?.ok ? done.value : undefined);
  }
  return (
    <Section title={t("title")} className="print:hidden">
      {of.fix === null ? (
        <p>{t(whyByHand(of))}</p>
      ) : (
        <>
          <p className="mb-4">{t(of.fix)}</p>
          <button
            type="button"
            disabled={preview.busy}
            onClick={() => void look()}
            className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline disabled:text-muted"
          >
            {t("look")}
          </button>
          <div aria-live="polite" className="mt-4">
            {shown && <Shown of={of} shown={shown} act={acts.fix} onStale={look} />}
          </div>
        </>
      )}
    </Section>
  );
}

const reasons = ["period_over", "returned", "in_part"] as const;

function whyByHand({ facts }: Difference) {
  const known = reasons.find((one) => one === facts.byHand);
  return known ? (`byHand_${known}` as const) : "byHand";
}

type ShownProps = {
  of: Difference;
  shown: FixPreview;
  act: ReconciliationActs["fix"];
  onStale: () => Promise<void>;
};

function Shown({ of, shown, act, onStale }: ShownProps) {
  const t = useTranslations("reconciliation.fix");
  const id = useId();
  const [reason, setReason] = useState("");
  const [isStale, setStale] = useState(false);
  const fix = useAct(act, ({ status }) => t(status === "fixed" ? "done" : "waiting"));
  const { quoteId, waits, moves } = shown;
  if (quoteId === null) return <p>{t("nothing")}</p>;
  async function go(quote: string) {
    const done = await fix.run({ differenceId: of.id, quoteId: quote, reason: reason.trim() });
    if (!done || done.ok || done.code !== "quote_stale") return;
    setStale(true);
    await onStale();
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void go(quoteId);
      }}
    >
      {isStale && <p className="mb-2 text-ochre">{t("stale")}</p>}
      <Moves moves={moves} />
      {waits && <p className="mt-2">{t("waits")}</p>}
      <label htmlFor={id} className="mt-4 block max-w-prose text-small text-muted">
        {t("why")}
      </label>
      <input
        id={id}
        required
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        className={`${field} max-w-prose`}
      />
      <button
        type="submit"
        disabled={fix.busy || reason.trim() === ""}
        className={`${mainButton} mt-2`}
      >
        {t("confirm")}
      </button>
    </form>
  );
}

function Moves({ moves }: Pick<FixPreview, "moves">) {
  const t = useTranslations("reconciliation.fix");
  return (
    <table className="w-full max-w-xl border-collapse">
      <caption className="pb-1 text-start text-small text-muted">{t("caption")}</caption>
      <thead>
        <tr className="border-b border-rule text-small text-muted">
          {(["from", "to", "amount"] as const).map((head) => (
            <th
              key={head}
              scope="col"
              className={`py-1 font-normal ${head === "amount" ? "text-end" : "text-start"}`}
            >
              {t(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {moves.map(({ from, to, asset, amount }) => (
          <tr key={`${from} ${to} ${asset}`} className="border-b border-rule">
            <td className="py-1 wrap-anywhere">
              <code>{from}</code>
            </td>
            <td className="py-1 wrap-anywhere">
              <code>{to}</code>
            </td>
            <td className="py-1 text-end">
              {asset === "credit" ? (
                <Credits of={amount} />
              ) : (
                <Amount of={{ minor: amount, currency: asset }} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

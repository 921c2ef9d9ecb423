"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Amount } from "../amount";
import { History } from "../audit/history";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { newKey } from "../preview/new-key";
import { Confirm } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import { When } from "../when";
import { isHeld, type RefundActs, type StaffRefund } from "./data";
import { RefundState } from "./state";

type Props = {
  refunds: StaffRefund[];
  /** Whose they are. */
  account: string;
  zone: string;
  may: boolean;
  mayAudit: boolean;
  undo: RefundActs["undo"];
};

/** What went back of an invoice, or is about to, each with its credits and its credit note; the newest first. */
export function RefundList({ refunds, ...props }: Props) {
  const t = useTranslations("refunds.list");
  if (refunds.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <ul className="divide-y divide-rule">
      {refunds.map((one) => (
        <Item key={one.id} of={one} {...props} />
      ))}
    </ul>
  );
}

function Item({ of, ...props }: Omit<Props, "refunds"> & { of: StaffRefund }) {
  const { account, zone, may, mayAudit, undo } = props;
  const t = useTranslations("refunds.list");
  const is = useTranslations("refunds.receipt.is");
  return (
    <li
      data-row
      id={`refund-${of.id}`}
      className="grid gap-x-6 gap-y-1 py-3 md:grid-cols-[1fr_auto]"
    >
      <div className="min-w-0 wrap-anywhere">
        <RefundState of={of.status} asksPerson={of.asksPerson} /> · <Amount of={of.amount} />
        <p className="text-small">{is(of.status)}</p>
        <p>{of.reason}</p>
        <Credited of={of} />
        <p className="text-small text-muted">
          {t("by", { name: of.requestedByName })}{" "}
          <When at={of.requestedAt} zone={zone} as="instant" />
          {of.approverName && ` · ${t("approvedBy", { name: of.approverName })}`}
          {of.failureCode && (
            <>
              {" · "}
              <code>{of.failureCode}</code>
            </>
          )}
        </p>
        <p className="text-small text-muted">
          <code>{of.id}</code>
          {of.revocations.map((id) => (
            <code key={id} className="block">
              {`↔ ${id}`}
            </code>
          ))}
        </p>
        <History subject={of.id} account={account} name={of.id} may={mayAudit} />
      </div>
      {may && (of.status === "reserved" || of.status === "requested") && (
        <Undo of={of} undo={undo} />
      )}
    </li>
  );
}

function Credited({ of }: { of: StaffRefund }) {
  const t = useTranslations("refunds.list");
  const parts = (["revoked", "owed", "writtenOff"] as const).filter((part) => of[part] > 0n);
  return (
    <p>
      {parts.length === 0 && <span className="text-muted">{t("noCredits")}</span>}
      {parts.map((part) => (
        <span key={part} className="me-3 inline-block">
          {t.rich(part === "revoked" && isHeld(of) ? "held" : part, {
            credits: () => <Credits of={of[part]} />,
          })}
        </span>
      ))}
      {of.creditNoteId && of.creditNoteNumber && (
        <Link href={`/staff/invoices/${of.creditNoteId}`} className={linkStyle}>
          {of.creditNoteNumber}
        </Link>
      )}
    </p>
  );
}

function Undo({ of, undo }: { of: StaffRefund; undo: RefundActs["undo"] }) {
  const t = useTranslations("refunds.list");
  const [idempotencyKey] = useState(newKey);
  const take = useAct(undo, () => t("undone"));
  return (
    <Confirm
      button={t("undo")}
      title={t("undo")}
      text={t("undoText")}
      confirm={t("undo")}
      busy={take.busy}
      onConfirm={() => take.run({ refundId: of.id, idempotencyKey })}
    />
  );
}

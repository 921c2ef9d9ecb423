"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Inbox } from "../adjustments/data";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { PageLinks } from "../page-links";
import { PinnedNotes } from "../pinned";
import { newKey } from "../preview/new-key";
import { Section } from "../section";
import { Confirm } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import { When } from "../when";
import { isHeld, type RefundInboxActs, type WaitingRefund } from "./data";

type Props = { page: Inbox<WaitingRefund>; zone: string; acts: RefundInboxActs };

/** Refunds above the limit, and those that nobody can prove; the longest wait first. One's own is for somebody else. */
export function RefundsInbox({ page, zone, acts }: Props) {
  const t = useTranslations("refunds.inbox");
  const { waiting, count, first, next } = page;
  return (
    <Section title={t("counted", { title: t("title"), count })} className="mt-12">
      {waiting.length === 0 ? (
        <p className="text-muted">{t(count > 0 ? "further" : "none")}</p>
      ) : (
        <ul className="divide-y divide-rule">
          {waiting.map((one) => (
            <Item key={one.id} of={one} zone={zone} acts={acts} />
          ))}
        </ul>
      )}
      <PageLinks first={first} next={next} />
    </Section>
  );
}

function Item({ of, zone, acts }: Omit<Props, "page"> & { of: WaitingRefund }) {
  const t = useTranslations("refunds.inbox");
  const list = useTranslations("refunds.list");
  const policies = useTranslations("refunds.policies.name");
  return (
    <li data-row className="grid gap-x-6 gap-y-1 py-3 md:grid-cols-[1fr_auto]">
      <div className="min-w-0 wrap-anywhere">
        <Link href={`/staff/customers/${of.account.id}`} className={linkStyle}>
          {of.account.name}
        </Link>
        {" · "}
        <Link href={`/staff/invoices/${of.invoiceId}`} className={linkStyle}>
          {of.invoiceNumber}
        </Link>
        {" · "}
        <Amount of={of.amount} />
        {" · "}
        {policies(of.policy)}
        {of.revoked > 0n && (
          <span className="ms-3">
            {list.rich(isHeld(of) ? "held" : "revoked", {
              credits: () => <Credits of={of.revoked} />,
            })}
          </span>
        )}
        <p>{of.reason}</p>
        {of.asksPerson && <p className="text-ochre">{t("unproven")}</p>}
        <p className="text-small text-muted">
          {list("by", { name: of.requestedByName })}{" "}
          <When at={of.requestedAt} zone={zone} as="instant" />
        </p>
      </div>
      {of.mine && !of.asksPerson ? (
        <p className="text-small text-muted">{t("mine")}</p>
      ) : (
        <PinnedNotes notes={of.pinned}>
          <Answers of={of} acts={acts} />
        </PinnedNotes>
      )}
    </li>
  );
}

function Answers({ of, acts }: { of: WaitingRefund; acts: RefundInboxActs }) {
  const t = useTranslations("refunds.inbox");
  const [key] = useState(newKey);
  const approve = useAct(acts.approve, () => t(of.asksPerson ? "sentAgain" : "approved"));
  const reject = useAct(acts.reject, () => t(of.asksPerson ? "gaveUp" : "rejected"));
  const which = { refundId: of.id };
  const { name } = of.account;
  const [yes, no] = of.asksPerson
    ? (["again", "giveUp"] as const)
    : (["approve", "reject"] as const);
  return (
    <p className="flex flex-wrap gap-x-4">
      <Confirm
        act
        button={t(yes)}
        label={t("actOf", { act: t(yes), name })}
        title={t("actOf", { act: t(yes), name })}
        text={t(`${yes}Text`)}
        confirm={t(yes)}
        busy={approve.busy}
        onConfirm={() => approve.run({ ...which, idempotencyKey: `${key}-yes` })}
      />
      <Confirm
        button={t(no)}
        label={t("actOf", { act: t(no), name })}
        title={t("actOf", { act: t(no), name })}
        text={t(`${no}Text`)}
        confirm={t(no)}
        busy={reject.busy}
        onConfirm={() => reject.run({ ...which, idempotencyKey: `${key}-no` })}
      />
    </p>
  );
}

"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Credits } from "../credits";
import { PageLinks } from "../page-links";
import { PinnedNotes } from "../pinned";
import { Section } from "../section";
import { Confirm } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import { When } from "../when";
import type { Inbox, InboxActs, Waiting } from "./data";

type Props = { page: Inbox<Waiting>; zone: string; acts: InboxActs };

/** What waits for a second person, the longest first. One's own is shown, and is for somebody else. */
export function AdjustmentsInbox({ page, zone, acts }: Props) {
  const t = useTranslations("console.inbox");
  const { waiting, count, first, next } = page;
  return (
    <Section title={t("counted", { title: t("adjustments"), count })}>
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

function Item({ of, zone, acts }: { of: Waiting; zone: string; acts: InboxActs }) {
  const t = useTranslations("console.inbox");
  const kinds = useTranslations("console.adjust.kind");
  const approve = useAct(acts.approve, () => t("approved"));
  const reject = useAct(acts.reject, () => t("rejected"));
  const which = { account: of.account.id, adjustmentId: of.id };
  return (
    <li data-row className="grid gap-x-6 gap-y-1 py-3 md:grid-cols-[1fr_auto]">
      <div className="min-w-0 wrap-anywhere">
        <Link
          href={`/staff/customers/${of.account.id}`}
          className="text-green underline underline-offset-4"
        >
          {of.account.name}
        </Link>
        {" · "}
        {kinds(of.kind)}
        {" · "}
        <Credits of={of.credits} />
        <p>{of.reason}</p>
        <p className="text-small text-muted">
          {t("by", { name: of.requestedBy.name })} <When at={of.at} zone={zone} as="instant" />
        </p>
      </div>
      {of.mine ? (
        <p className="text-small text-muted">{t("mine")}</p>
      ) : (
        <PinnedNotes notes={of.pinned}>
          <p className="flex flex-wrap gap-x-4">
            <Confirm
              act
              button={t("approve")}
              label={t("approveOf", { name: of.account.name })}
              title={t("approveOf", { name: of.account.name })}
              text={t("approveText")}
              confirm={t("approve")}
              busy={approve.busy}
              onConfirm={() => approve.run(which)}
            />
            <Confirm
              button={t("reject")}
              label={t("rejectOf", { name: of.account.name })}
              title={t("rejectOf", { name: of.account.name })}
              text={t("rejectText")}
              confirm={t("reject")}
              busy={reject.busy}
              onConfirm={() => reject.run(which)}
            />
          </p>
        </PinnedNotes>
      )}
    </li>
  );
}

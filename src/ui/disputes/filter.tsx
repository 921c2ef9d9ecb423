import Link from "next/link";
import { useTranslations } from "next-intl";
import { type QueueView, queueHref, queueStates } from "./address";
import { reasons } from "./data";
import { Reason } from "./state";

const chosen =
  "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline aria-[current]:underline";

/** What the queue is narrowed to: links, whose address can be passed on. */
export function QueueFilter({ view }: { view: QueueView }) {
  const t = useTranslations("disputes.filter");
  const way = (name: string, change: Partial<QueueView>, isOn: boolean) => (
    <li key={name}>
      <Link
        href={queueHref(view, change)}
        aria-current={isOn ? "true" : undefined}
        className={chosen}
      >
        {name}
      </Link>
    </li>
  );
  return (
    <nav aria-label={t("label")} className="mb-8 space-y-1 print:hidden">
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {queueStates.map((state) => way(t(state), { state }, view.state === state))}
        {view.account && way(t("everyCustomer"), { account: null }, false)}
        {way(t("everybody"), { mine: false }, !view.mine)}
        {way(t("mine"), { mine: true }, view.mine)}
      </ul>
      <ul className="flex flex-wrap gap-x-6 gap-y-1 text-small">
        {way(t("anyReason"), { reason: null }, view.reason === null)}
        {reasons.map((reason) => (
          <li key={reason}>
            <Link
              href={queueHref(view, { reason })}
              aria-current={view.reason === reason ? "true" : undefined}
              className={chosen}
            >
              <Reason of={reason} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Credits } from "../credits";
import { Section } from "../section";
import { When } from "../when";
import type { OverviewActivity } from "./data";
import { MoreLink } from "./more-link";

/** OV7: the last entries of the credits ledger, each with the balance it left. */
export function Activity({ activity, zone }: { activity: OverviewActivity; zone: string }) {
  const t = useTranslations("overview.activity");
  if (activity.entries.length === 0) {
    return (
      <Section title={t("title")}>
        <p className="text-muted">{t("empty")}</p>
      </Section>
    );
  }
  return (
    <Section title={t("title")}>
      <table className="ledger">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("entry")}</th>
            <th scope="col" className="max-sm:hidden">
              {t("when")}
            </th>
            <th scope="col" className="figure">
              {t("credits")}
            </th>
            <th scope="col" className="figure">
              {t("balance")}
            </th>
          </tr>
        </thead>
        <tbody>
          {activity.entries.map((entry) => (
            <Entry key={entry.version ?? "expired"} entry={entry} zone={zone} />
          ))}
        </tbody>
      </table>
      <MoreLink href="/credits#ledger">{t("all")}</MoreLink>
    </Section>
  );
}

function Entry({ entry, zone }: { entry: OverviewActivity["entries"][number]; zone: string }) {
  const t = useTranslations("overview.activity");
  return (
    <tr>
      <th scope="row" className="font-normal">
        <Link
          // An expiry that is not booked yet has no page of its own; it stands first in the ledger.
          href={
            entry.version === null ? "/credits#ledger" : `/credits?entry=${entry.version}#ledger`
          }
          prefetch={false}
          className="underline decoration-rule underline-offset-4 hover:decoration-current"
        >
          <Name entry={entry} />
        </Link>
        <span className="block text-small text-muted sm:hidden">
          <When at={entry.at} zone={zone} as="instant" />
        </span>
        {entry.overage > 0n && (
          <span className="block text-small text-muted">
            {t.rich(entry.change === 0n ? "overage" : "andOverage", {
              credits: () => <Credits of={entry.overage} />,
            })}
          </span>
        )}
      </th>
      <td className="max-sm:hidden">
        <When at={entry.at} zone={zone} as="instant" />
      </td>
      <td className="figure">
        <Credits of={entry.change} sign unit={false} />
      </td>
      <td className="figure">
        <Credits of={entry.balance} unit={false} />
      </td>
    </tr>
  );
}

const kinds = [
  "consume",
  "hold",
  "capture",
  "release",
  "revoke",
  "expire",
  "rollover",
  "debt",
  "reverse",
] as const;
const received = ["allowance", "pack", "promo", "goodwill", "adjustment"] as const;

/** The words the ledger's own page has for it. */
function Name({ entry: { kind, source } }: { entry: { kind: string; source: string | null } }) {
  const t = useTranslations("credits");
  const from = received.find((one) => source === `issued.${one}`);
  if (from) return t(`received.${from}`);
  return t(`kind.${kinds.find((one) => one === kind) ?? "reverse"}`);
}

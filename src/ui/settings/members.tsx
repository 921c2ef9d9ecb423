import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Section } from "../section";
import { When } from "../when";
import type { Member, People } from "./data";

type Props = {
  people: People;
  account: { name: string; timezone: string };
  /** What may be done with a member; nothing for most who look. */
  actions: (member: Member) => ReactNode;
};

/** Everybody who may look at this account, and as what. */
export function Members({ people, account, actions }: Props) {
  const t = useTranslations("settings.members");
  const { members } = people;
  return (
    <Section title={t("title")} note={members.length > 0 && t("count", { count: members.length })}>
      {members.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption", { account: account.name })}</caption>
          <Heads actions={people.me !== null} />
          <tbody>
            {members.map((member) => (
              <Row
                key={member.userId}
                member={member}
                zone={account.timezone}
                me={people.me}
                actions={actions(member)}
              />
            ))}
          </tbody>
        </table>
      )}
      <WhoManages people={people} />
    </Section>
  );
}

function Heads({ actions }: { actions: boolean }) {
  const t = useTranslations("settings.members");
  return (
    <thead>
      <tr>
        <th scope="col">{t("name")}</th>
        <th scope="col">{t("role")}</th>
        <th scope="col" className="max-md:hidden">
          {t("since")}
        </th>
        <th scope="col" className="max-md:hidden">
          {t("lastSeen")}
        </th>
        {actions && (
          <th scope="col" className="text-end! max-sm:hidden">
            <span className="sr-only">{t("actions")}</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

type RowProps = { member: Member; zone: string; me: string | null; actions: ReactNode };

function Row({ member, zone, me, actions }: RowProps) {
  const t = useTranslations("settings.members");
  const role = useTranslations("common.role");
  return (
    <>
      <tr className="max-sm:[&>*]:border-b-0! max-sm:[&>*]:pb-0! sm:[&:nth-last-child(2)>*]:border-b-0!">
        <th scope="row" className="font-normal">
          <span className="wrap-anywhere">
            {member.name}
            {member.userId === me && <span className="text-muted"> ({t("you")})</span>}
          </span>
          <span className="block text-small wrap-anywhere text-muted max-sm:hidden">
            {member.email}
          </span>
        </th>
        <td>{role(member.role)}</td>
        <td className="max-md:hidden">
          <When at={member.since} zone={zone} />
        </td>
        <td className="max-md:hidden">
          <LastSeen at={member.lastSeenAt} zone={zone} />
        </td>
        {me !== null && <td className="text-end! max-sm:hidden">{actions}</td>}
      </tr>
      <tr className="sm:hidden">
        <td colSpan={2} className="pt-0! text-small! text-muted!">
          <span className="block wrap-anywhere">{member.email}</span>
          <span className="block">
            {t("since")} <When at={member.since} zone={zone} />
          </span>
          <span className="block">
            {t("lastSeen")} <LastSeen at={member.lastSeenAt} zone={zone} />
          </span>
          {me !== null && <div className="text-ink">{actions}</div>}
        </td>
      </tr>
    </>
  );
}

function LastSeen({ at, zone }: { at: Date | null; zone: string }) {
  const t = useTranslations("common");
  return at ? (
    <When at={at} zone={zone} as="instant" />
  ) : (
    <span className="text-muted">{t("never")}</span>
  );
}

/** Why there is nothing to press, and whom to ask. */
function WhoManages({ people: { members, me, may } }: { people: People }) {
  const t = useTranslations("settings.members");
  const locale = useLocale();
  if (me === null) return <p className="mt-4 text-small text-muted">{t("throughApp")}</p>;
  if (may.manage) return null;
  const owners = members.filter(({ role }) => role === "owner").map(({ name }) => name);
  const names = new Intl.ListFormat(locale, { type: "disjunction" }).format(owners);
  return <p className="mt-4 text-small text-muted">{t("whoManages", { names })}</p>;
}

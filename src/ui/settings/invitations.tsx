import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Section } from "../section";
import { When } from "../when";
import type { Invitation, People } from "./data";

type Props = {
  people: People;
  zone: string;
  actions: (invitation: Invitation) => ReactNode;
  form: ReactNode;
};

/** Who was asked to join and has not answered; and the way to ask somebody. */
export function Invitations({ people, zone, actions, form }: Props) {
  const t = useTranslations("settings.invitations");
  const { invitations, may, me } = people;
  return (
    <Section title={t("title")}>
      {invitations.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <table className="ledger">
          <caption className="sr-only">{t("caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("email")}</th>
              <th scope="col">{t("role")}</th>
              <th scope="col" className="max-md:hidden">
                {t("by")}
              </th>
              <th scope="col" className="max-sm:hidden">
                {t("expires")}
              </th>
              <th scope="col" className="max-sm:hidden">
                <span className="sr-only">{t("actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {invitations.map((invitation) => (
              <Row
                key={invitation.id}
                invitation={invitation}
                zone={zone}
                actions={actions(invitation)}
              />
            ))}
          </tbody>
        </table>
      )}
      {me !== null && <WayToInvite may={may} form={form} />}
    </Section>
  );
}

function Row({
  invitation,
  zone,
  actions,
}: {
  invitation: Invitation;
  zone: string;
  actions: ReactNode;
}) {
  const role = useTranslations("common.role");
  const common = useTranslations("common");
  return (
    <>
      <tr className="max-sm:[&>*]:border-b-0! max-sm:[&>*]:pb-0! sm:[&:nth-last-child(2)>*]:border-b-0!">
        <th scope="row" className="font-normal wrap-anywhere">
          {invitation.email}
        </th>
        <td>{role(invitation.role)}</td>
        <td className="max-md:hidden">{invitation.invitedBy ?? common("none")}</td>
        <td className="max-sm:hidden">
          <Expires invitation={invitation} zone={zone} />
        </td>
        <td className="text-end! max-sm:hidden">{actions}</td>
      </tr>
      <tr className="sm:hidden">
        <td colSpan={2} className="pt-0! text-small! text-muted!">
          <Expires invitation={invitation} zone={zone} named />
          <div className="text-ink">{actions}</div>
        </td>
      </tr>
    </>
  );
}

function Expires({
  invitation: { expired, expiresAt },
  zone,
  named = false,
}: {
  invitation: Invitation;
  zone: string;
  named?: boolean;
}) {
  const t = useTranslations("settings.invitations");
  if (expired) return <span className="text-ochre">{t("expired")}</span>;
  return (
    <>
      {named && `${t("expires")} `}
      <When at={expiresAt} zone={zone} as="instant" />
    </>
  );
}

function WayToInvite({ may, form }: { may: People["may"]; form: ReactNode }) {
  const t = useTranslations("settings.invitations");
  if (may.invite.length === 0) return <Note>{t("mayNot")}</Note>;
  if (!may.mail) return <Note>{t("noMail")}</Note>;
  return <div className="mt-6 print:hidden">{form}</div>;
}

function Note({ children }: { children: ReactNode }) {
  return <p className="mt-4 text-small text-muted">{children}</p>;
}

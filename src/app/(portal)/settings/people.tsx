import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { MailboxLink } from "@/ui/mailbox/mailbox-link";
import { Invitations } from "@/ui/settings/invitations";
import { Members } from "@/ui/settings/members";
import { portal, account as readAccount } from "../customer";
import { section } from "../section";
import { ActsOfInvitation, ActsOfMember, Invite } from "./acts";

/** Members and those who are asked to be: one reading, so that nobody is in both or in neither. */
export async function PeopleSections() {
  const t = await getTranslations("settings.members");
  const { members } = await portal();
  const account = await readAccount();
  return section(
    t("title"),
    () => members.list(),
    (people) => {
      const { me, may } = people;
      const owners = people.members.filter(({ role }) => role === "owner").length;
      return (
        <div className="space-y-12">
          <Members
            people={people}
            account={account}
            actions={(member) => (
              <ActsOfMember
                member={member}
                account={account.name}
                mine={member.userId === me}
                manage={may.manage}
                lastOwner={member.role === "owner" && owners === 1}
              />
            )}
          />
          <Invitations
            people={people}
            zone={account.timezone}
            actions={(invitation) =>
              may.invite.includes(invitation.role) && <ActsOfInvitation invitation={invitation} />
            }
            form={
              <>
                <Invite roles={may.invite} />
                {env.mode === "sandbox" && <MailboxLink />}
              </>
            }
          />
        </div>
      );
    },
    "/settings",
  );
}

"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Dialog } from "../dialog";
import { quietButton } from "./buttons";
import { Choice, Confirm } from "./confirm";
import type { Act, Member, Role } from "./data";
import { RoleChoice } from "./role-choice";
import { RowActions } from "./row-actions";
import { useAct } from "./use-act";

export type MemberActs = {
  changeRole: Act<{ userId: string; role: Role }, { changed: boolean }>;
  remove: Act<{ userId: string }, unknown>;
  leave: Act<undefined, unknown>;
};

type Props = {
  member: Member;
  account: string;
  mine: boolean;
  manage: boolean;
  /** The only owner can neither go nor be anything else: the database would refuse it too. */
  lastOwner: boolean;
  acts: MemberActs;
};

export function MemberActions({ member, account, mine, manage, lastOwner, acts }: Props) {
  const t = useTranslations("settings.members");
  if (!mine && !manage) return null;
  if (lastOwner) return <span className="text-small text-muted">{t("lastOwner")}</span>;
  return (
    <RowActions>
      {manage && <ChangeRole member={member} act={acts.changeRole} />}
      {mine ? (
        <Leave account={account} act={acts.leave} />
      ) : (
        <Remove member={member} act={acts.remove} />
      )}
    </RowActions>
  );
}

function ChangeRole({ member, act }: { member: Member; act: MemberActs["changeRole"] }) {
  const t = useTranslations("settings.members");
  const roleName = useTranslations("common.role");
  const [open, setOpen] = useState(false);
  const [role, setRole] = useState<Role>(member.role);
  const { name, userId } = member;
  const { busy, run } = useAct(act, ({ changed }) =>
    changed ? t("done.role", { name, role: roleName(role) }) : t("done.unchanged"),
  );

  async function save(event: FormEvent) {
    event.preventDefault();
    await run({ userId, role });
    setOpen(false);
  }

  function show() {
    setRole(member.role);
    setOpen(true);
  }

  return (
    <>
      <button
        type="button"
        aria-label={t("changeRoleOf", { name })}
        aria-haspopup="dialog"
        onClick={show}
        className={quietButton}
      >
        {t("changeRole")}
      </button>
      {open && (
        <Dialog title={t("roleDialog.title", { name })} onClose={() => setOpen(false)}>
          <form onSubmit={(event) => void save(event)}>
            <RoleChoice legend={t("role")} value={role} onChange={setRole} />
            <Choice confirm={t("roleDialog.save")} busy={busy} onCancel={() => setOpen(false)}>
              {(words, style) => (
                <button type="submit" disabled={busy} className={style}>
                  {words}
                </button>
              )}
            </Choice>
          </form>
        </Dialog>
      )}
    </>
  );
}

function Remove({ member, act }: { member: Member; act: MemberActs["remove"] }) {
  const t = useTranslations("settings.members");
  const { name, userId } = member;
  const { busy, run } = useAct(act, () => t("done.removed", { name }));
  return (
    <Confirm
      button={t("remove")}
      label={t("removeName", { name })}
      title={t("removeDialog.title", { name })}
      text={t("removeDialog.text")}
      confirm={t("removeDialog.confirm")}
      busy={busy}
      onConfirm={() => run({ userId })}
    />
  );
}

function Leave({ account, act }: { account: string; act: MemberActs["leave"] }) {
  const t = useTranslations("settings.members");
  const { busy, run } = useAct(act, () => null);
  async function leave() {
    const done = await run(undefined);
    // The page is of an account that is no longer theirs.
    if (done?.ok) window.location.assign("/");
  }
  return (
    <Confirm
      button={t("leave")}
      title={t("leaveDialog.title", { account })}
      text={t("leaveDialog.text")}
      confirm={t("leaveDialog.confirm")}
      busy={busy}
      onConfirm={leave}
    />
  );
}

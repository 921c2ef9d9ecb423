"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { isLanguage, type Language } from "@/messages/locales";
import { field, mainButton, quietButton } from "./buttons";
import { Confirm } from "./confirm";
import type { Act, Invitation, Role } from "./data";
import { RowActions } from "./row-actions";
import { useAct } from "./use-act";

type Sent = { email: string; sent: boolean };

export type InvitationActs = {
  invite: Act<{ email: string; role: Role; language: Language }, Sent>;
  resend: Act<{ invitationId: string; language: Language }, Sent>;
  revoke: Act<{ invitationId: string }, unknown>;
};

/** The mail is in the language this page is in, unless we know theirs. */
function useLanguage(): Language {
  const locale = useLocale();
  return isLanguage(locale) ? locale : "en";
}

export function InviteForm({
  roles,
  act,
}: {
  roles: readonly Role[];
  act: InvitationActs["invite"];
}) {
  const t = useTranslations("settings.invitations");
  const roleName = useTranslations("common.role");
  const language = useLanguage();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const { busy, run } = useAct(act, (done) =>
    t(done.sent ? "done.sent" : "done.already", { email: done.email }),
  );

  async function send(event: FormEvent) {
    event.preventDefault();
    const done = await run({ email, role, language });
    if (done?.ok) setEmail("");
  }

  return (
    <form onSubmit={(event) => void send(event)} aria-labelledby="invite">
      <h3 id="invite" className="mb-2 text-body font-semibold">
        {t("invite")}
      </h3>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <label className="min-w-0 grow basis-64">
          <span className="block text-small text-muted">{t("email")}</span>
          <input
            type="email"
            name="email"
            required
            maxLength={320}
            autoComplete="off"
            value={email}
            onChange={({ target }) => setEmail(target.value)}
            className={field}
          />
        </label>
        <label className="basis-48">
          <span className="block text-small text-muted">{t("role")}</span>
          <select
            name="role"
            value={role}
            onChange={({ target }) => setRole(target.value as Role)}
            className={field}
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {roleName(one)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" disabled={busy} className={mainButton}>
          {t("send")}
        </button>
      </div>
      <p className="mt-2 text-small text-muted">
        {t("note")} {roles.length === 1 && t("onlyViewers")}
      </p>
    </form>
  );
}

export function InvitationActions({
  invitation,
  acts,
}: {
  invitation: Invitation;
  acts: InvitationActs;
}) {
  const t = useTranslations("settings.invitations");
  const language = useLanguage();
  const { id, email } = invitation;
  const again = useAct(acts.resend, ({ sent }) =>
    t(sent ? "done.again" : "done.tooSoon", { email }),
  );
  const revoke = useAct(acts.revoke, () => t("done.revoked", { email }));
  return (
    <RowActions>
      <button
        type="button"
        aria-label={t("sendAgainTo", { email })}
        disabled={again.busy}
        onClick={() => void again.run({ invitationId: id, language })}
        className={quietButton}
      >
        {t("sendAgain")}
      </button>
      <Confirm
        button={t("revoke")}
        label={t("revokeOf", { email })}
        title={t("revokeDialog.title", { email })}
        text={t("revokeDialog.text")}
        confirm={t("revokeDialog.confirm")}
        busy={revoke.busy}
        onConfirm={() => revoke.run({ invitationId: id })}
      />
    </RowActions>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Dialog } from "../dialog";
import { mainButton, quietButton } from "../settings/buttons";
import { Confirm } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import type { Ground, Settings, Terms, TopUpActs } from "./data";
import { TopUpForm } from "./form";

type Props = { settings: Settings | null; ground: Ground; acts: TopUpActs };

/** What sets it up, changes it, and switches it off. */
export function ChangeTopUp({ settings, ground, acts }: Props) {
  const t = useTranslations("topUp");
  const isOn = settings?.enabled === true;
  const [open, setOpen] = useState(false);
  const { busy, run } = useAct(acts.set, () => t("done.set"));
  const off = useAct(acts.set, () => t("done.off"));
  async function save(terms: Terms) {
    const done = await run({ terms });
    if (done?.ok) setOpen(false);
  }
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2 print:hidden">
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className={isOn ? quietButton : mainButton}
      >
        {t(isOn ? "change" : "setUp")}
      </button>
      {isOn && (
        <Confirm
          button={t("switchOff")}
          title={t("switchOffDialog.title")}
          text={t("switchOffDialog.text")}
          confirm={t("switchOffDialog.confirm")}
          busy={off.busy}
          onConfirm={() => off.run({ terms: null })}
        />
      )}
      {open && (
        <Dialog title={t("form.title")} onClose={() => setOpen(false)}>
          <TopUpForm
            settings={settings}
            ground={ground}
            busy={busy}
            backTest={acts.backTest}
            onSave={(terms) => void save(terms)}
            onCancel={() => setOpen(false)}
          />
        </Dialog>
      )}
    </div>
  );
}

/** Goes on after a pause. */
export function ResumeTopUp({ act }: { act: TopUpActs["resume"] }) {
  const t = useTranslations("topUp");
  const { busy, run } = useAct(act, () => t("done.resumed"));
  return (
    <button
      type="button"
      disabled={busy}
      onClick={() => void run(undefined)}
      className={quietButton}
    >
      {t("resume")}
    </button>
  );
}

"use client";

import { useLocale, useTranslations } from "next-intl";
import { formatWhen } from "../format";
import { quietButton } from "./buttons";
import { Confirm } from "./confirm";
import type { Act, SignIn } from "./data";
import { RowActions } from "./row-actions";
import { useDeviceWords } from "./sign-ins";
import { useAct } from "./use-act";

export type SignInActs = {
  end: Act<{ sessionId: string }, unknown>;
  endAll: Act<{ keepThis: boolean }, { ended: number }>;
};

export function EndSignIn({
  signIn,
  zone,
  act,
}: {
  signIn: SignIn;
  zone: string;
  act: SignInActs["end"];
}) {
  const t = useTranslations("settings.signIns");
  const locale = useLocale();
  const words = useDeviceWords();
  const { busy, run } = useAct(act, () => t("done.one"));
  const at = formatWhen(signIn.at, { zone, as: "instant", locale });
  return (
    <RowActions>
      <button
        type="button"
        aria-label={t("endOf", { device: words(signIn.userAgent), at })}
        disabled={busy}
        onClick={() => void run({ sessionId: signIn.id })}
        className={quietButton}
      >
        {t("end")}
      </button>
    </RowActions>
  );
}

/** Everywhere else, or everywhere: for whoever lost a device, and for whoever trusts none. */
export function EndEverywhere({ linked, act }: { linked: boolean; act: SignInActs["endAll"] }) {
  const t = useTranslations("settings.signIns");
  const others = useAct(act, ({ ended }) => t("done.others", { count: ended }));
  const all = useAct(act, () => null);
  async function endAll() {
    const done = await all.run({ keepThis: false });
    if (done?.ok) window.location.assign("/");
  }
  return (
    <>
      {!linked && (
        <Confirm
          button={t("endOthers")}
          title={t("endOthersDialog.title")}
          text={t("endOthersDialog.text")}
          confirm={t("endOthersDialog.confirm")}
          busy={others.busy}
          onConfirm={() => others.run({ keepThis: true })}
        />
      )}
      <Confirm
        button={t("endAll")}
        title={t("endAllDialog.title")}
        text={t("endAllDialog.text")}
        confirm={t("endAllDialog.confirm")}
        busy={all.busy}
        onConfirm={endAll}
      />
    </>
  );
}

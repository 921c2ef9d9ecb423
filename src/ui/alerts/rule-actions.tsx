"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Dialog } from "../dialog";
import { mainButton, quietButton } from "../settings/buttons";
import { Confirm } from "../settings/confirm";
import { RowActions } from "../settings/row-actions";
import { useAct } from "../settings/use-act";
import type { Rule, RuleActs, RuleGround, Trigger, Wish } from "./data";
import { newRule, RuleForm, wishOf } from "./rule-form";
import { useRuleName } from "./words";

type OfRule = {
  rule: Rule;
  ground: RuleGround;
  acts: RuleActs;
  /** Opened at once: a mail's link leads to the rule it came from. */
  opened: boolean;
};

/** What can be done with a rule: change it, or end it. */
export function RuleActions({ rule, ground, acts, opened }: OfRule) {
  const t = useTranslations("alerts.rules");
  const name = useRuleName(ground.currency)(rule);
  const remove = useAct(acts.remove, () => t("done.removed"));
  return (
    <RowActions>
      <Change rule={rule} ground={ground} acts={acts} opened={opened} />
      <Confirm
        button={t("remove")}
        label={t("removeOf", { name })}
        title={t("removeDialog.title", { name })}
        text={t("removeDialog.text")}
        confirm={t("removeDialog.confirm")}
        busy={remove.busy}
        onConfirm={() => remove.run({ ruleId: rule.id })}
      />
    </RowActions>
  );
}

function Change({ rule, ground, acts, opened }: OfRule) {
  const t = useTranslations("alerts.rules");
  const name = useRuleName(ground.currency)(rule);
  const [open, setOpen] = useState(opened);
  const { busy, run } = useAct(acts.change, () => t("done.changed"));
  async function save(wish: Trigger & Wish) {
    const done = await run({ ...wishOf(wish), ruleId: rule.id });
    if (done?.ok) setOpen(false);
  }
  return (
    <>
      <button
        type="button"
        aria-label={t("changeOf", { name })}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className={quietButton}
      >
        {t("change")}
      </button>
      {open && (
        <Dialog title={t("changeDialog")} onClose={() => setOpen(false)}>
          <RuleForm
            from={rule}
            ground={ground}
            kindStays
            busy={busy}
            backTest={acts.backTest}
            onSave={(wish) => void save(wish)}
            onCancel={() => setOpen(false)}
          />
        </Dialog>
      )}
    </>
  );
}

type Making = {
  ground: RuleGround;
  acts: RuleActs;
  /** Rules to begin with, each made by one press; none once there are any. */
  suggested: readonly Trigger[];
};

export function MakeRule({ ground, acts, suggested }: Making) {
  const t = useTranslations("alerts.rules");
  const name = useRuleName(ground.currency);
  const [open, setOpen] = useState(false);
  const { busy, run } = useAct(acts.create, () => t("done.made"));
  const first = suggested[0] ?? { kind: "balance", threshold: 1_000n };
  async function make(rule: Trigger & Wish) {
    const done = await run({ ...wishOf(rule), kind: rule.kind });
    if (done?.ok) setOpen(false);
  }
  return (
    <div className="mt-4 space-y-4">
      {suggested.length > 0 && (
        <ul aria-label={t("suggested")} className="space-y-2">
          {suggested.map((trigger) => (
            <li key={trigger.kind} className="flex flex-wrap items-baseline gap-x-4">
              {name(trigger)}
              <button
                type="button"
                disabled={busy}
                aria-label={t("takeOf", { name: name(trigger) })}
                onClick={() => void make(newRule(trigger, ground))}
                className={quietButton}
              >
                {t("take")}
              </button>
            </li>
          ))}
        </ul>
      )}
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className={`${mainButton} print:hidden`}
      >
        {t("make")}
      </button>
      {open && (
        <Dialog title={t("makeDialog")} onClose={() => setOpen(false)}>
          <RuleForm
            from={newRule(first, ground)}
            ground={ground}
            kindStays={false}
            busy={busy}
            backTest={acts.backTest}
            onSave={(rule) => void make(rule)}
            onCancel={() => setOpen(false)}
          />
        </Dialog>
      )}
    </div>
  );
}

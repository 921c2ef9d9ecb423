"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Section } from "../section";
import { field, mainButton } from "../settings/buttons";
import { useAct } from "../settings/use-act";
import { Assignee } from "../staff-people/assignee";
import { When } from "../when";
import type { Comment, Difference, ReconciliationActs } from "./data";

type Props = {
  of: Difference;
  comments: Comment[];
  may: boolean;
  zone: string;
  acts: Pick<ReconciliationActs, "assign" | "comment" | "resolve">;
};

/** Whose it is, what was said of it, and the end of it without a booking. */
export function WorkOn({ of, comments, may, zone, acts }: Props) {
  const t = useTranslations("reconciliation.one");
  const isOpen = of.status === "open";
  return (
    <Section title={t("work")}>
      {may && isOpen && <Assign of={of} act={acts.assign} />}
      <h3 className="mt-4 text-small text-muted">{t("comments")}</h3>
      {comments.length === 0 && <p>{t("noComments")}</p>}
      <ul className="divide-y divide-rule">
        {comments.map(({ id, body, by, at }) => (
          <li key={id} className="py-2 wrap-anywhere">
            <p className="whitespace-pre-wrap">{body}</p>
            <p className="text-small text-muted">
              {by} · <When at={at} zone={zone} as="instant" />
            </p>
          </li>
        ))}
      </ul>
      {may && (
        <Say
          label={t("comment")}
          button={t("send")}
          most={2_000}
          act={(body) => acts.comment({ differenceId: of.id, body })}
          said={t("isSaid")}
        />
      )}
      {may && isOpen && (
        <>
          <h3 className="mt-8 text-small text-muted">{t("resolve")}</h3>
          <p>{t("resolveText")}</p>
          <Say
            label={t("why")}
            button={t("resolve")}
            most={500}
            act={(reason) => acts.resolve({ differenceId: of.id, reason })}
            said={t("isResolved")}
          />
        </>
      )}
    </Section>
  );
}

function Assign({ of, act }: Pick<Props, "of"> & { act: ReconciliationActs["assign"] }) {
  const t = useTranslations("reconciliation.one");
  const assign = useAct(act, () => t("isAssigned"));
  return (
    <div>
      <p aria-hidden className="text-small text-muted">
        {t("assign")}
      </p>
      <Assignee
        label={t("assign")}
        now={of.assignedTo}
        busy={assign.busy}
        onChoose={(staffUserId) => void assign.run({ differenceId: of.id, staffUserId })}
      />
    </div>
  );
}

type SayProps = {
  label: string;
  button: string;
  most: number;
  act: (text: string) => ReturnType<ReconciliationActs["comment"]>;
  said: string;
};

function Say({ label, button, most, act, said }: SayProps) {
  const id = useId();
  const [text, setText] = useState("");
  const say = useAct(act, () => said);
  async function go() {
    const done = await say.run(text.trim());
    if (done?.ok) setText("");
  }
  return (
    <form
      className="mt-2 max-w-prose print:hidden"
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <label htmlFor={id} className="block text-small text-muted">
        {label}
      </label>
      <input
        id={id}
        required
        maxLength={most}
        value={text}
        onChange={({ target }) => setText(target.value)}
        className={field}
      />
      <button
        type="submit"
        disabled={say.busy || text.trim() === ""}
        className={`${mainButton} mt-2`}
      >
        {button}
      </button>
    </form>
  );
}

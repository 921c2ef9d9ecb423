"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Amount } from "../amount";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { Dialog } from "../dialog";
import { field, quietButton } from "../settings/buttons";
import { Choice } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import { Assignee } from "../staff-people/assignee";
import { When } from "../when";
import type { StaffTask, TaskActs } from "./data";

type Props = {
  tasks: StaffTask[];
  mayWork: boolean;
  zone: string;
  acts: TaskActs;
};

const kinds = [
  "refund_returned",
  "refund_at_processor",
  "refund_excess",
  "refund_unproven",
  "dispute_excess",
  "dispute_turned",
  "payment_given_up",
  "payment_kept",
] as const;

/** What a person has to look at, each with what it is about and who looks after it. */
export function TaskList({ tasks, ...props }: Props) {
  const t = useTranslations("refunds.tasks");
  if (tasks.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <ul className="divide-y divide-rule">
      {tasks.map((task) => (
        <Item key={task.id} task={task} {...props} />
      ))}
    </ul>
  );
}

function Item({ task, mayWork, zone, acts }: Omit<Props, "tasks"> & { task: StaffTask }) {
  const t = useTranslations("refunds.tasks");
  const kind = kinds.find((one) => one === task.kind);
  const { invoice, amountMinor, currency, creditsTaken } = task;
  const canWork = mayWork && task.doneAt === null;
  return (
    <li data-row className="grid gap-x-6 gap-y-1 py-3 md:grid-cols-[1fr_auto]">
      <div className="min-w-0 wrap-anywhere">
        <p>{kind ? t(`kind.${kind}`) : <code>{task.kind}</code>}</p>
        <p className="text-small">
          <Link href={`/staff/customers/${task.account.id}`} className={linkStyle}>
            {task.account.name}
          </Link>
          {invoice && (
            <>
              {" · "}
              <Link href={`/staff/invoices/${invoice.id}`} className={linkStyle}>
                {invoice.number ?? invoice.id}
              </Link>
            </>
          )}
          {amountMinor !== null && currency && (
            <>
              {" · "}
              <Amount of={{ minor: amountMinor, currency }} />
            </>
          )}
          {creditsTaken !== null && creditsTaken > 0n && (
            <>
              {" · "}
              {t.rich("taken", { credits: () => <Credits of={creditsTaken} /> })}
            </>
          )}
          {Object.values(task.facts).map((fact) => (
            <code key={fact} className="ms-3 text-muted">
              {fact}
            </code>
          ))}
        </p>
        <Stands task={task} zone={zone} tellsWhose={!canWork} />
      </div>
      {canWork && <Work task={task} acts={acts} />}
    </li>
  );
}

/** Whose it is stands in the choice beside it, where one may choose. */
function Stands({
  task,
  zone,
  tellsWhose,
}: {
  task: StaffTask;
  zone: string;
  tellsWhose: boolean;
}) {
  const t = useTranslations("refunds.tasks");
  return (
    <p className="text-small text-muted">
      <When at={task.createdAt} zone={zone} as="instant" />
      {tellsWhose && " · "}
      {tellsWhose &&
        (task.assignedTo ? t("assigned", { name: task.assignedTo.name }) : t("nobody"))}
      {task.doneAt && (
        <span className="block text-ink">
          {t("doneBy", { name: task.doneByName ?? "–" })}{" "}
          <When at={task.doneAt} zone={zone} as="instant" />: {task.doneBecause}
        </span>
      )}
    </p>
  );
}

function Work({ task, acts }: { task: StaffTask; acts: TaskActs }) {
  const t = useTranslations("refunds.tasks");
  const [resolving, setResolving] = useState(false);
  const assign = useAct(acts.assign, () => t("isAssigned"));
  const which = { account: task.account.id, taskId: task.id };
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <Assignee
        label={t("assign")}
        now={task.assignedTo}
        busy={assign.busy}
        onChoose={(staffUserId) => void assign.run({ ...which, staffUserId })}
      />
      <button
        type="button"
        aria-haspopup="dialog"
        data-act
        onClick={() => setResolving(true)}
        className={quietButton}
      >
        {t("resolve")}
      </button>
      {resolving && (
        <Resolve which={which} act={acts.resolve} onClose={() => setResolving(false)} />
      )}
    </div>
  );
}

type ResolveProps = {
  which: { account: string; taskId: string };
  act: TaskActs["resolve"];
  onClose: () => void;
};

function Resolve({ which, act, onClose }: ResolveProps) {
  const t = useTranslations("refunds.tasks");
  const id = useId();
  const [reason, setReason] = useState("");
  const resolve = useAct(act, () => t("isDone"));
  async function go() {
    await resolve.run({ ...which, reason: reason.trim() });
    onClose();
  }
  return (
    <Dialog title={t("resolve")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <label htmlFor={id} className="block text-small text-muted">
          {t("whatDone")}
        </label>
        <input
          id={id}
          data-focus-first
          required
          maxLength={500}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          className={field}
        />
        <Choice confirm={t("resolve")} busy={resolve.busy} onCancel={onClose}>
          {(words, style) => (
            <button type="submit" disabled={resolve.busy || reason.trim() === ""} className={style}>
              {words}
            </button>
          )}
        </Choice>
      </form>
    </Dialog>
  );
}

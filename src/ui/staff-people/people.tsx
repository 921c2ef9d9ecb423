"use client";

import { useTranslations } from "next-intl";
import { History } from "../audit/history";
import { PageLinks } from "../page-links";
import { Section } from "../section";
import { field, quietButton } from "../settings/buttons";
import { Confirm } from "../settings/confirm";
import { useAct } from "../settings/use-act";
import { When } from "../when";
import type { PeopleActs, Person } from "./data";
import { NewPerson } from "./new-person";
import { RoleOptions } from "./role-options";

type Props = {
  people: Person[];
  /** Of all pages. */
  count: number;
  first: string | null;
  next: string | null;
  roles: readonly string[];
  me: string;
  zone: string;
  acts: PeopleActs;
};

/** Who of us may sign in, and as what. */
export function People({ people, count, first, next, roles, me, zone, acts }: Props) {
  const t = useTranslations("console.people");
  return (
    <>
      <Section title={t("counted", { title: t("list"), count })}>
        <table className="ledger">
          <caption className="sr-only">{t("list")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("name")}</th>
              <th scope="col">{t("role")}</th>
            </tr>
          </thead>
          <tbody>
            {people.map((of) => (
              <Row key={of.id} {...{ of, roles, zone, act: acts.change, isMe: of.id === me }} />
            ))}
          </tbody>
        </table>
        <PageLinks first={first} next={next} />
      </Section>
      <NewPerson roles={roles} act={acts.add} />
    </>
  );
}

type RowProps = {
  of: Person;
  roles: readonly string[];
  zone: string;
  isMe: boolean;
  act: PeopleActs["change"];
};

function Row({ of: { id, name, email, role, disabledAt }, roles, zone, isMe, act }: RowProps) {
  const t = useTranslations("console.people");
  const change = useAct(act, () => t("changed"));
  return (
    <tr data-row>
      <th scope="row" className="font-normal">
        {isMe ? t("you", { name }) : name}
        <span className="block text-small text-muted wrap-anywhere">{email}</span>
        <History subject={id} name={name} may />
      </th>
      <td>
        {/* On a phone one below the other: beside each other neither could be read. */}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <select
            aria-label={t("roleOf", { name })}
            value={role}
            disabled={change.busy || disabledAt !== null}
            onChange={({ target }) => void change.run({ id, role: target.value, disabled: false })}
            className={`${field} min-w-36 sm:w-52`}
          >
            <RoleOptions of={roles} />
          </select>
          {disabledAt ? (
            <>
              <span className="text-muted">
                {t("ended")} <When at={disabledAt} zone={zone} />
              </span>
              <button
                type="button"
                disabled={change.busy}
                aria-label={t("letInOf", { name })}
                onClick={() => void change.run({ id, role, disabled: false })}
                className={quietButton}
              >
                {t("letIn")}
              </button>
            </>
          ) : (
            <Confirm
              button={t("end")}
              label={t("endOf", { name })}
              title={t("dialog.title", { name })}
              text={t("dialog.text")}
              confirm={t("end")}
              busy={change.busy}
              onConfirm={() => change.run({ id, role, disabled: true })}
            />
          )}
        </div>
      </td>
    </tr>
  );
}

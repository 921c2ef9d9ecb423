"use client";

import { Command } from "cmdk";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Dialog } from "../dialog";
import type { StaffPage } from "../staff/pages";
import type { SheetProps } from "./center";
import { type FoundByStaff, useCustomers } from "./find-customers";
import { CommonActs, Group, Item, useGo } from "./items";

/** Any customer, document or page of ours, by typing a part of its name or all of an id. */
export function StaffPalette({ of, onClose, onHelp, takeTyped }: SheetProps) {
  const t = useTranslations("shell.command");
  const own = useTranslations("staff.command");
  const [text, setText] = useState("");
  // After the sheet has opened, which is when its field hears for itself.
  useEffect(() => {
    const typed = takeTyped();
    setText((before) => before + typed);
  }, [takeTyped]);
  const { state, found } = useCustomers(text);
  return (
    <Dialog title={t("title")} onClose={onClose} hideTitle>
      <Command label={t("title")} loop className="outline-none">
        <Command.Input
          data-focus-first
          value={text}
          onValueChange={setText}
          placeholder={own("placeholder")}
          className="block min-h-11 w-full border-b-2 border-green bg-transparent outline-none"
        />
        <Command.List label={t("results")} className="mt-2 h-80 overflow-y-auto">
          <Command.Empty className="px-2 py-3 text-muted">
            {own(state === "searching" ? "searching" : "none")}
          </Command.Empty>
          <Customers text={text.trim()} found={found} onClose={onClose} />
          <Pages of={of.realm === "staff" ? of.pages : []} onClose={onClose} />
          <CommonActs onClose={onClose} onHelp={onHelp} signOutTo="/sign-out?realm=staff" />
        </Command.List>
      </Command>
      {state === "failed" && (
        <p role="alert" className="mt-3 border-s-2 border-ochre ps-3 text-small">
          {own("failed")}
        </p>
      )}
    </Dialog>
  );
}

type CustomersProps = { text: string; found: FoundByStaff; onClose: () => void };

/** What was typed is in the value of each, so that the list never hides what the search has found. */
function Customers({ text, found, onClose }: CustomersProps) {
  const t = useTranslations("staff.command");
  const go = useGo(onClose);
  const { exact, invoice, customers } = found;
  if (!exact && !invoice && customers.length === 0) return null;
  return (
    <Group heading={t("customers")}>
      {invoice && (
        <Item value={`${text} invoice`} onSelect={() => go(`/staff/invoices/${invoice}`)}>
          {t("invoice", { text })}
        </Item>
      )}
      {exact && (
        <Item value={`${text} customer`} onSelect={() => go(`/staff/customers/${exact}`)}>
          {t("exact", { text })}
        </Item>
      )}
      {customers.map(({ id, name, externalId }) => (
        <Item
          key={id}
          value={`${text} ${name} ${id}`}
          onSelect={() => go(`/staff/customers/${id}`)}
        >
          {t("customer", { name, id: externalId })}
        </Item>
      ))}
    </Group>
  );
}

function Pages({ of, onClose }: { of: readonly StaffPage[]; onClose: () => void }) {
  const t = useTranslations("staff.nav");
  const groups = useTranslations("shell.command.groups");
  const go = useGo(onClose);
  return (
    <Group heading={groups("pages")}>
      {of.map(({ href, name, key }) => (
        <Item key={name} keys={`g ${key}`} onSelect={() => go(href)}>
          {t(name)}
        </Item>
      ))}
    </Group>
  );
}

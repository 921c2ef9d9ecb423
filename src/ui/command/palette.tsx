"use client";

import { Command } from "cmdk";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Dialog } from "../dialog";
import { portalPages } from "../portal/pages";
import { post } from "../post";
import type { SheetProps } from "./center";
import { type Found, useInvoices } from "./find-invoices";
import { CommonActs, Group, Item, useGo } from "./items";
import { goTo } from "./keys";

/** Everything one can go to or do, by typing a part of its name. */
export function Palette({ of, onClose, onHelp, takeTyped }: SheetProps) {
  const t = useTranslations("shell.command");
  const [text, setText] = useState("");
  // After the sheet has opened, which is when its field hears for itself.
  useEffect(() => {
    const typed = takeTyped();
    setText((before) => before + typed);
  }, [takeTyped]);
  const { state, found } = useInvoices(text);
  return (
    <Dialog title={t("title")} onClose={onClose} hideTitle>
      <Command label={t("title")} loop className="outline-none">
        <Command.Input
          data-focus-first
          value={text}
          onValueChange={setText}
          placeholder={t("placeholder")}
          className="block min-h-11 w-full border-b-2 border-green bg-transparent outline-none"
        />
        <Command.List label={t("results")} className="mt-2 h-80 overflow-y-auto">
          <Command.Empty className="px-2 py-3 text-muted">
            {state === "searching" ? t("searching") : t("none")}
          </Command.Empty>
          <Pages onClose={onClose} />
          <Invoices found={found} onClose={onClose} />
          <Acts of={of} onClose={onClose} onHelp={onHelp} />
        </Command.List>
      </Command>
      {state === "failed" && (
        <p role="alert" className="mt-3 border-s-2 border-ochre ps-3 text-small">
          {t("failed")}
        </p>
      )}
    </Dialog>
  );
}

function Pages({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell");
  const go = useGo(onClose);
  const keyOf = Object.fromEntries(Object.entries(goTo).map(([key, { page }]) => [page, key]));
  return (
    <Group heading={t("command.groups.pages")}>
      {portalPages.map(({ href, name }) => (
        <Item key={href} keys={`g ${keyOf[name]}`} onSelect={() => go(href)}>
          {t(`pages.${name}`)}
        </Item>
      ))}
    </Group>
  );
}

function Invoices({ found, onClose }: { found: Found[]; onClose: () => void }) {
  const t = useTranslations("shell.command");
  const go = useGo(onClose);
  if (found.length === 0) return null;
  return (
    <>
      <Group heading={t("groups.invoices")}>
        {found.map(({ id, number }) => (
          <Item key={id} onSelect={() => go(`/invoices/${id}`)}>
            {t("invoice", { number })}
          </Item>
        ))}
      </Group>
      <Group heading={t("groups.periods")}>
        {found.map(
          ({ number, planLineId }) =>
            planLineId && (
              <Item key={planLineId} onSelect={() => go(`/usage?line=${planLineId}`)}>
                {t("usageOf", { number })}
              </Item>
            ),
        )}
      </Group>
    </>
  );
}

function Acts({ of, onClose, onHelp }: Omit<SheetProps, "takeTyped">) {
  const t = useTranslations("shell");
  const accounts = of.realm === "portal" ? of.accounts : [];
  return (
    <>
      {accounts.length > 0 && (
        <Group heading={t("command.groups.accounts")}>
          {accounts.map(({ id, name }) => (
            <Item
              key={id}
              value={`${name} ${id}`}
              onSelect={() => post("/switch-account", { account: id })}
            >
              {t("command.account", { name })}
            </Item>
          ))}
        </Group>
      )}
      <CommonActs onClose={onClose} onHelp={onHelp} />
    </>
  );
}

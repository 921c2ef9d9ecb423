"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Dialog } from "../dialog";
import type { StaffPage } from "../staff/pages";
import type { SheetProps } from "./center";
import { goTo } from "./keys";
import { isMac } from "./mac";
import { setSingleKeys, singleKeysOn } from "./single-keys";

/** Every shortcut there is, and the switch for those without Ctrl or ⌘. */
export function KeysHelp({ of, onClose }: SheetProps) {
  if (of.realm === "portal") return <PortalHelp onClose={onClose} />;
  return <StaffHelp of={of.pages} onClose={onClose} />;
}

type HelpProps = Pick<SheetProps, "onClose">;

function PortalHelp({ onClose }: HelpProps) {
  const t = useTranslations("shell.pages");
  const pages = Object.entries(goTo).map(([key, { page }]) => ({ key, name: t(page) }));
  return <Help pages={pages} onClose={onClose} />;
}

/** What staff's pages are called no customer's browser is told. */
function StaffHelp({ of, onClose }: HelpProps & { of: readonly StaffPage[] }) {
  const t = useTranslations("staff.nav");
  const pages = of.map(({ key, name }) => ({ key, name: t(name) }));
  return <Help pages={pages} acts onClose={onClose} />;
}

type HelpPages = { pages: { key: string; name: string }[]; acts?: boolean };

function Help({ pages, acts = false, onClose }: HelpProps & HelpPages) {
  const t = useTranslations("shell");
  const command = isMac() ? "⌘" : t("keys.names.ctrl");
  const enter = t("keys.names.enter");
  return (
    <Dialog title={t("keys.title")} onClose={onClose}>
      <table className="ledger">
        <caption className="sr-only">{t("keys.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("keys.key")}</th>
            <th scope="col">{t("keys.does")}</th>
          </tr>
        </thead>
        <tbody>
          <Row keys={<Keys of={`${command} K`} />} does={t("keys.palette")} />
          {pages.map(({ key, name }) => (
            <Row
              key={key}
              keys={t.rich("keys.then", {
                first: () => <Keys of="g" />,
                second: () => <Keys of={key} />,
              })}
              does={t("keys.goTo", { page: name })}
            />
          ))}
          {singles.map(([key, name]) => (
            <Row key={key} keys={<Keys of={key} />} does={t(`keys.${name}`)} />
          ))}
          {acts && <Row keys={<Keys of="e" />} does={t("keys.act")} />}
          <Row keys={<Keys of={enter} />} does={t("keys.enter")} />
          <Row keys={<Keys of={`${command} ${enter}`} />} does={t("keys.submit")} />
          <Row keys={<Keys of={t("keys.names.escape")} />} does={t("keys.escape")} />
        </tbody>
      </table>
      <SingleKeys />
    </Dialog>
  );
}

const singles = [
  ["/", "search"],
  ["j", "down"],
  ["k", "up"],
  ["t", "table"],
  ["?", "help"],
] as const;

function Row({ keys, does }: { keys: ReactNode; does: string }) {
  return (
    <tr>
      <td className="whitespace-nowrap">{keys}</td>
      <td>{does}</td>
    </tr>
  );
}

function Keys({ of }: { of: string }) {
  return <kbd className="border border-rule px-1.5 py-0.5 font-sans text-small">{of}</kbd>;
}

function SingleKeys() {
  const t = useTranslations("shell.keys");
  const [on, setOn] = useState(singleKeysOn);
  return (
    <div className="mt-4">
      <label className="flex min-h-6 items-baseline gap-2">
        <input
          type="checkbox"
          checked={on}
          onChange={({ target }) => {
            setOn(target.checked);
            setSingleKeys(target.checked);
          }}
          className="accent-green"
        />
        {t("single")}
      </label>
      <p className="mt-1 text-small text-muted">{t("singleNote")}</p>
    </div>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ComponentType, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { AccountChoice } from "../portal/account-menu";
import type { StaffPage } from "../staff/pages";
import { useToast } from "../toast";
import { type Command, type GoTo, goTo, goToOf, type Pending, read } from "./keys";
import { isMac } from "./mac";
import { actAtHand, closeMenus, closeMenusBeside, focusSearch, isTyping, moveRow } from "./rows";
import { singleKeysOn } from "./single-keys";
import { type TypeAhead, typedAhead } from "./type-ahead";

/** Whose pages the keys lead through: a customer's, or those of ours that are something to who looks. */
export type Whose =
  | { realm: "portal"; accounts: AccountChoice[] }
  | { realm: "staff"; pages: readonly StaffPage[] };

export type SheetProps = {
  of: Whose;
  onClose: () => void;
  onHelp: () => void;
  /** What was typed before the sheet's field was there. */
  takeTyped: () => string;
};
type Sheet = "palette" | "help";
type Loaded = Partial<Record<Sheet, ComponentType<SheetProps>>>;

// Loaded when first asked for: most visits never do, and a page has its weight to keep.
const load: Record<Sheet, (realm: Whose["realm"]) => Promise<ComponentType<SheetProps>>> = {
  palette: async (realm) =>
    realm === "staff"
      ? (await import("./staff-palette")).StaffPalette
      : (await import("./palette")).Palette,
  help: async () => (await import("./keys-help")).KeysHelp,
};

/** The keyboard's way through all pages: listens for shortcuts, and is a button for everybody else. */
export function CommandCenter({ of }: { of: Whose }) {
  const { realm } = of;
  const t = useTranslations("shell.command");
  const tKeys = useTranslations("shell.keys.names");
  const router = useRouter();
  const toast = useToast();
  const [open, setOpen] = useState<Sheet | null>(null);
  const [sheets, setSheets] = useState<Loaded>({});
  const ahead = useRef<TypeAhead>(null);

  const show = useCallback(
    async (name: Sheet) => {
      // Over itself its field is there already.
      const waits = name === "palette" && open !== "palette";
      if (waits) ahead.current = "";
      try {
        const loaded = await load[name](realm);
        setSheets((before) => ({ ...before, [name]: loaded }));
        if (!waits || ahead.current !== null) setOpen(name);
      } catch {
        ahead.current = null;
        toast(t("loadFailed"), "failed");
      }
    },
    [t, toast, realm, open],
  );
  const obey = useCallback(
    (command: Command) => {
      if (command.do === "go") router.push(command.href);
      else if (command.do === "palette" || command.do === "help") void show(command.do);
      else if (command.do === "search") focusSearch() || void show("palette");
      else if (command.do === "submit") formInUse()?.requestSubmit();
      else if (command.do === "close") closeMenus();
      else if (command.do === "act") actAtHand();
      else moveRow(command.do === "down" ? 1 : -1);
    },
    [router, show],
  );
  useKeys(
    obey,
    useMemo(() => (of.realm === "staff" ? goToOf(of.pages) : goTo), [of]),
    ahead,
  );
  const takeTyped = useCallback(() => take(ahead), []);

  const OpenSheet = open && sheets[open];
  return (
    <>
      <button
        type="button"
        onClick={() => void show("palette")}
        aria-keyshortcuts="Control+K Meta+K"
        className="flex min-h-8 items-center gap-3 border border-rule bg-sheet px-3 text-small text-muted hover:border-muted hover:text-ink print:hidden"
      >
        {t("open")}
        <kbd className="font-sans max-sm:hidden">
          <PaletteKey ctrl={tKeys("ctrl")} />
        </kbd>
      </button>
      {OpenSheet && (
        <OpenSheet
          of={of}
          // Told late, when another sheet may be open already.
          onClose={() => setOpen((now) => (now === open ? null : now))}
          onHelp={() => void show("help")}
          takeTyped={takeTyped}
        />
      )}
    </>
  );
}

/** ⌘K where there is such a key; the server cannot know, so it begins as the other. */
function PaletteKey({ ctrl }: { ctrl: string }) {
  const [mac, setMac] = useState(false);
  useEffect(() => setMac(isMac()), []);
  return mac ? "⌘K" : `${ctrl} K`;
}

type Ahead = { current: TypeAhead };

function take(ahead: Ahead): string {
  const typed = ahead.current ?? "";
  ahead.current = null;
  return typed;
}

/** Whether a press was meant for the palette's field, which is not there yet. */
function keep(event: KeyboardEvent, ahead: Ahead): boolean {
  if (ahead.current === null) return false;
  const { typed, taken } = typedAhead(ahead.current, pressOf(event));
  ahead.current = typed;
  if (taken) event.preventDefault();
  return taken;
}

function useKeys(obey: (command: Command) => void, to: GoTo, ahead: Ahead): void {
  const pending = useRef<Pending>(null);
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || keep(event, ahead)) return;
      const before = { pending: pending.current, singles: singleKeysOn(), to };
      const answer = read(pressOf(event), before);
      pending.current = answer.pending;
      if (!answer.command) return;
      if (answer.command.do !== "close") event.preventDefault();
      obey(answer.command);
    }
    const onPress = ({ target }: Event) => closeMenusBeside(target);
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPress);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPress);
    };
  }, [obey, to, ahead]);
}

function pressOf(event: KeyboardEvent) {
  const { key, ctrlKey, metaKey, altKey, target, timeStamp } = event;
  return {
    key,
    command: ctrlKey || metaKey,
    alt: altKey,
    typing: isTyping(target),
    dialog: document.querySelector("dialog[open]") !== null,
    atMs: timeStamp,
  };
}

function formInUse(): HTMLFormElement | null {
  return document.activeElement?.closest("form") ?? null;
}

const rows = "[data-row]";
const ways = "a[href], button:not([disabled])";

/**
 * Moves to the next row of the page's lists, or the one before: onto the link in it, so that Enter
 * opens it, the row can be seen to be chosen, and it is read out, all as the browser has it.
 */
export function moveRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>(rows)]
    .filter((row) => row.checkVisibility())
    .map((row) => [...row.querySelectorAll<HTMLElement>(ways)].find((way) => way.checkVisibility()))
    .filter((link) => link !== undefined);
  const row = document.activeElement?.closest(rows);
  const at = links.findIndex((link) => row?.contains(link));
  const next = at === -1 ? (step === 1 ? 0 : links.length - 1) : at + step;
  links[next]?.focus();
}

/**
 * Presses what the row in focus is for: to approve it, to say it is done; or else what the page is for, as an
 * invoice's to refund it. Where neither is for anything, nothing happens.
 */
export function actAtHand(): void {
  const row = document.activeElement?.closest(rows);
  const ofRow = row?.querySelector<HTMLElement>("[data-act]:not([disabled])");
  const ofPage = document.querySelector<HTMLElement>('main [data-act="page"]:not([disabled])');
  (ofRow ?? ofPage)?.click();
}

/** The page's own search field; false where it has none. */
export function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  field?.focus();
  field?.select();
  return field !== null;
}

/** Closes the menu that is open, and puts the focus back on what opened it. */
export function closeMenus(): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
  }
}

/** A press beside an open menu closes it. */
export function closeMenusBeside(target: EventTarget | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    if (!(target instanceof Node && menu.contains(target))) menu.open = false;
  }
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A sheet's field keeps the focus for a moment after the sheet is closed.
  if (target.closest("dialog:not([open])")) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches("input:not([type=radio], [type=checkbox], [type=button], [type=submit])");
}

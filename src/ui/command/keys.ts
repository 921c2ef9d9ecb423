/** What a key press asks for. */
export type Command =
  | { do: "go"; href: string }
  | { do: "palette" | "help" | "search" | "down" | "up" | "act" | "submit" | "close" };

export type Press = {
  key: string;
  /** Ctrl, or ⌘ where there is one. */
  command: boolean;
  alt: boolean;
  /** In a field, where keys are text. */
  typing: boolean;
  /** Over an open dialog, whose keys are its own. */
  dialog: boolean;
  atMs: number;
};

/** What came before: a "g" waits for its second key. */
export type Pending = { sinceMs: number } | null;

/** Where a letter after `g` leads. */
export type GoTo = Readonly<Record<string, { href: string }>>;

/** `g` and one of these; the letters of the pages' English names, as everywhere such keys exist (b: buy). */
export const goTo = {
  o: { href: "/", page: "overview" },
  u: { href: "/usage", page: "usage" },
  p: { href: "/plan", page: "plan" },
  i: { href: "/invoices", page: "invoices" },
  c: { href: "/credits", page: "credits" },
  b: { href: "/packs", page: "packs" },
  a: { href: "/alerts", page: "alerts" },
  s: { href: "/settings", page: "settings" },
} as const;

/** The same of pages that name their own letter. */
export function goToOf(pages: readonly { key: string; href: string }[]): GoTo {
  return Object.fromEntries(pages.map(({ key, href }) => [key, { href }]));
}

const singleKeys = new Map<string, Command>([
  ["/", { do: "search" }],
  ["?", { do: "help" }],
  ["j", { do: "down" }],
  ["k", { do: "up" }],
  ["e", { do: "act" }],
]);

const waitMs = 1_500;

/**
 * Reads one key press. Keys without Ctrl or ⌘ do nothing in fields, over dialogs, or when a person has
 * turned them off: speech input types letters nobody meant (WCAG 2.1.4).
 */
export function read(
  press: Press,
  { pending, singles, to = goTo }: { pending: Pending; singles: boolean; to?: GoTo },
): { command: Command | null; pending: Pending } {
  const { key, command, alt, typing, dialog, atMs } = press;
  if (alt) return nothing;
  if (command) return { command: withCommand(key, typing), pending: null };
  if (key === "Escape") return { command: dialog ? null : { do: "close" }, pending: null };
  if (typing || dialog || !singles) return nothing;

  if (pending && atMs - pending.sinceMs <= waitMs) {
    const page = Object.hasOwn(to, key) ? to[key] : undefined;
    if (page) return { command: { do: "go", href: page.href }, pending: null };
  }
  if (key === "g") return { command: null, pending: { sinceMs: atMs } };
  return { command: singleKeys.get(key) ?? null, pending: null };
}

const nothing = { command: null, pending: null } as const;

function withCommand(key: string, typing: boolean): Command | null {
  if (key.toLowerCase() === "k") return { do: "palette" };
  return key === "Enter" && typing ? { do: "submit" } : null;
}

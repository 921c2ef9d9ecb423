"use client";

import { useTranslations } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";

type Tone = "done" | "failed";
type Link = { href: string; text: string };
type Toast = { id: number; text: string; tone: Tone } & More;
type More = { retry?: (() => void) | undefined; link?: Link | undefined };

const shownMs = 8_000;
const most = 3;

// One list for the page, outside React: whoever shows a toast need not stand below a provider.
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

/**
 * Says in a corner what came of an act. What went wrong stays until it is dismissed, and offers to try
 * again where the act can simply be repeated, or leads (in a tab of its own) where that is put right.
 */
export function useToast(): (text: string, tone?: Tone, more?: More) => void {
  return show;
}

function show(text: string, tone: Tone = "done", more: More = {}): void {
  lastId += 1;
  set([...toasts, { id: lastId, text, tone, ...more }].slice(-most));
}

/** Where toasts appear: stands on every page, as only a live region that was there before is read out. */
export function Toasts() {
  const t = useTranslations("shell.toast");
  const shown = useSyncExternalStore(
    listen,
    () => toasts,
    () => none,
  );
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-20 flex flex-col items-center gap-2 p-4 print:hidden"
    >
      {shown.map((toast) => (
        <ToastNote
          key={toast.id}
          toast={toast}
          words={{ retry: t("retry"), dismiss: t("dismiss") }}
        />
      ))}
    </div>
  );
}

type Words = { retry: string; dismiss: string };

function ToastNote({
  toast: { id, text, tone, retry, link },
  words,
}: {
  toast: Toast;
  words: Words;
}) {
  useEffect(() => {
    if (tone === "failed") return;
    const timer = setTimeout(() => remove(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, tone]);
  return (
    <div
      role={tone === "failed" ? "alert" : undefined}
      className={`pointer-events-auto flex max-w-lg items-baseline gap-4 border border-s-2 border-strong bg-sheet px-4 py-3 shadow-lg ${tone === "failed" ? "border-s-ochre" : "border-s-green"}`}
    >
      <p>{text}</p>
      {link && (
        <a
          href={link.href}
          target="_blank"
          rel="noreferrer"
          className="min-h-6 shrink-0 text-small text-green underline underline-offset-4"
        >
          {link.text}
        </a>
      )}
      {retry && (
        <ToastButton
          text={words.retry}
          press={() => {
            remove(id);
            retry();
          }}
        />
      )}
      <ToastButton text={words.dismiss} press={() => remove(id)} />
    </div>
  );
}

function ToastButton({ text, press }: { text: string; press: () => void }) {
  return (
    <button
      type="button"
      onClick={press}
      className="min-h-6 shrink-0 text-small text-muted underline underline-offset-4 hover:text-ink"
    >
      {text}
    </button>
  );
}

const none: readonly Toast[] = [];

function remove(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

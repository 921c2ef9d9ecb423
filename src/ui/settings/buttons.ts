/** Something to press in a row or under a table. */
export const quietButton =
  "min-h-6 py-1 text-small underline decoration-rule underline-offset-4 hover:decoration-current disabled:text-muted disabled:no-underline print:hidden";

/** What a dialog or form is for. */
export const mainButton =
  "inline-flex min-h-11 items-center justify-center bg-green px-5 text-on-green underline-offset-4 hover:underline disabled:opacity-60";

export const field = "block min-h-11 w-full border border-muted bg-paper px-3";

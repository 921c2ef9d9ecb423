/** The one button a page is for. */
export const actionStyle =
  "inline-flex min-h-11 items-center justify-center bg-green px-5 text-on-green hover:underline underline-offset-4";

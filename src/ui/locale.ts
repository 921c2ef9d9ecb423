/** The one language of the screens so far, and how it writes figures and days. */
export const locale = "en-US";
export const dateLocale = "en-GB";

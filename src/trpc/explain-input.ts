import { instant, text } from "./inputs";

/** Which of several things the figure is of: a grant, an invoice, a line, a ledger account. */
export const explainedId = text(64).nullable().default(null);

/** As of when; now where it is left out. */
export const explainedAt = instant.nullable().default(null);

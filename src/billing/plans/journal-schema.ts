import { z } from "zod";
import { ambiguousCodes, ledgerCodes, moneyKinds } from "../ledger/codes";

const ledgerCode = z.strictObject({
  code: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/, "is up to 20 letters, digits, . _ and -"),
  name: z.string().trim().min(1, "is not empty").max(80, "is at most 80 characters"),
});

/** What a catalogue may say of the journal for accounting tools. */
export const journal = z
  .strictObject({
    /** Codes and names of ledger accounts, where they are other than those of `ledger/codes.ts`. */
    accounts: z.partialRecord(z.enum(moneyKinds), ledgerCode).default({}),
  })
  .superRefine(({ accounts }, context) => {
    for (const code of ambiguousCodes(ledgerCodes(accounts))) {
      const message = `gives ${code} two names`;
      context.addIssue({ code: "custom", path: ["accounts"], message });
    }
  });

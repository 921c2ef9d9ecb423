import { assert } from "@/lib/errors";
import { type GrantId, newId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import type { InvoiceLineDraft } from "../decision";
import { netOf } from "../invoices/lines";
import { restart } from "../recognition";
import { boundary } from "./periods";

/**
 * Grants what a pack's line sold, from an instant on and for as many months as were sold; debt takes of it
 * first. It is earned as it is used (BOOKS B3).
 */
export function grantPack(draft: AccountDraft, line: InvoiceLineDraft, at: Date): GrantId {
  const { facts, credits, description } = line;
  assert(facts?.kind === "pack", "a pack's line says how long its credits last");
  const { timezone, currency } = draft.snapshot;
  const cycle = { anchor: at, timeZone: timezone, interval: "month" as const };
  const id = newId<GrantId>();
  const minor = netOf(line);
  draft.issue(
    {
      id,
      category: "pack",
      priority: 50,
      amount: credits,
      effectiveAt: at,
      expiresAt: boundary({ ...cycle, index: facts.validMonths }),
      paid: minor > 0n ? { minor, currency } : null,
      planPeriodId: null,
      sliceIndex: null,
      invoiceLineId: line.id,
      parentGrantId: null,
      reason: description,
      issuedAt: at,
    },
    at,
  );
  const state = draft.lines.find((one) => one.id === line.id);
  if (state) restart(draft, state, {}, at);
  return id;
}

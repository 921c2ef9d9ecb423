import { type GrantId, type InvoiceLineId, newId } from "@/lib/ids";
import { cumulativePart } from "@/lib/money";
import type { AccountDraft } from "../account-draft";
import type { PeriodState } from "../state";

/** How many slices a dripping year is cut into (BOOKS B6). */
const slicesOfYear = 12n;

/**
 * Grants the allowance of the open period's current slice, ending with it; debt takes of it first.
 *
 * Its paid value is what the plan line charged, of a dripping year the slice's part of it.
 */
export function grantAllowance(
  draft: AccountDraft,
  period: PeriodState,
  { line, at }: { line: { id: InvoiceLineId; amountMinor: bigint } | null; at: Date },
): GrantId | null {
  const { version, slice } = period;
  if (version.allowance === 0n) return null;
  const id = newId<GrantId>();
  const minor = line === null ? 0n : paidFor(line.amountMinor, period);
  draft.issue(
    {
      id,
      category: "allowance",
      priority: 50,
      amount: version.allowance,
      effectiveAt: at,
      expiresAt: slice.endsAt,
      paid: minor > 0n ? { minor, currency: version.currency } : null,
      planPeriodId: period.id,
      sliceIndex: slice.index,
      invoiceLineId: line?.id ?? null,
      parentGrantId: null,
      reason: `Allowance of ${version.planName}`,
      issuedAt: at,
    },
    at,
  );
  return id;
}

function paidFor(amountMinor: bigint, { version, slice }: PeriodState): bigint {
  if (version.drip === null) return amountMinor;
  return cumulativePart(amountMinor, BigInt(slice.index) + 1n, slicesOfYear);
}

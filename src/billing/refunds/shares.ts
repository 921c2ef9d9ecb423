import { part, spread } from "@/lib/money";
import type { LineReturn } from "../decision";
import type { RefundPolicy, Shortfall } from "./refund";

/** A line that charged something, and the returns of it that stand. */
export type Charged = {
  netMinor: bigint;
  taxMinor: bigint;
  /** Credits it gave, of a dripping year so far. */
  granted: bigint;
  returns: readonly Pick<LineReturn, "netMinor" | "taxMinor" | "slice">[];
};

/** What of a line can still go back, tax included; minor units. */
export function leftOf({ netMinor, taxMinor, returns }: Charged): bigint {
  return netMinor + taxMinor - returned(returns);
}

/** An amount spread over lines by what each has left, largest remainder (BOOKS B12). */
export function spreadOver(lines: readonly Charged[], grossMinor: bigint): bigint[] {
  return spread({ total: grossMinor, weights: lines.map(leftOf) });
}

/**
 * A gross amount of a line as net and its own tax: the tax of all that went back by then, rounded half-up once, less
 * what went back before, so that the last part takes the rest (BOOKS B10).
 */
export function netAndTax(
  line: Charged,
  grossMinor: bigint,
): { netMinor: bigint; taxMinor: bigint } {
  const gross = line.netMinor + line.taxMinor;
  const before = line.returns.reduce((sum, one) => sum + one.taxMinor, 0n);
  const through = part(line.taxMinor, returned(line.returns) + grossMinor, gross);
  const taxMinor = within(through - before, grossMinor);
  return { netMinor: grossMinor - taxMinor, taxMinor };
}

/**
 * The credits a return owns: T(x) = half-up(granted × x ∕ gross) over all that went back by then, less the slices that
 * stand; under `full` everything not yet in a slice (BOOKS B12).
 */
export function sliceOf(line: Charged, grossMinor: bigint, policy: RefundPolicy): Slice {
  const gross = line.netMinor + line.taxMinor;
  const { granted } = line;
  const through = returned(line.returns) + grossMinor;
  const standing = line.returns.reduce((sum, one) => sum + one.slice, 0n);
  const whole = policy === "full" || gross === 0n;
  const target = whole ? granted : part(granted, through, gross);
  const credits = target > standing ? target - standing : 0n;
  return { granted, throughMinor: through, grossMinor: gross, whole, target, standing, credits };
}

/** A return's credits, and all they were reckoned from. */
export type Slice = {
  granted: bigint;
  /** All that went back of the line by then, of what it charged; tax included. */
  throughMinor: bigint;
  grossMinor: bigint;
  /** Everything that is in no slice yet, whatever part of the money goes back. */
  whole: boolean;
  /** T(x), and what of it earlier returns own. */
  target: bigint;
  standing: bigint;
  credits: bigint;
};

export type Settled = Pick<
  LineReturn,
  "slice" | "revoked" | "expired" | "debt" | "writtenOff" | "waived"
> & {
  /** Credits to be taken back that were spent. */
  short: bigint;
};

/**
 * What becomes of a slice, once and for ever: what is left is taken back, what expired is told as that, and what was
 * spent is owed or written off. `unused_only` waives it, `none` waives all.
 */
export function settle(
  slice: bigint,
  {
    left,
    expired,
    policy,
    shortfall,
  }: { left: bigint; expired: bigint; policy: RefundPolicy; shortfall: Shortfall },
): Settled {
  const nothing = { revoked: 0n, expired: 0n, debt: 0n, writtenOff: 0n, waived: 0n, short: 0n };
  if (policy === "none") return { ...nothing, slice, waived: slice };
  const revoked = within(left, slice);
  const gone = within(expired, slice - revoked);
  const rest = slice - revoked - gone;
  const known = { ...nothing, slice, revoked, expired: gone };
  if (policy === "unused_only") return { ...known, waived: rest };
  // Blocked, it is only shown: nothing of it is written.
  return shortfall === "debt"
    ? { ...known, short: rest, debt: rest }
    : { ...known, short: rest, writtenOff: rest };
}

function returned(returns: Charged["returns"]): bigint {
  return returns.reduce((sum, one) => sum + one.netMinor + one.taxMinor, 0n);
}

function within(value: bigint, most: bigint): bigint {
  if (value < 0n) return 0n;
  return value < most ? value : most;
}

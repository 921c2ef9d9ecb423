import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import { type AccountId, type DiscountId, newId } from "@/lib/ids";
import { upToDate } from "../operate";
import { lockAccounts } from "../snapshot";
import type { DiscountState } from "./terms";
import { endDiscount, insertDiscount, listDiscounts } from "./terms-queries";

export type GivenDiscount = DiscountState & { appliedAt: Date };

/**
 * Gives an account a discount, from the next line that is charged for a cycle on. Its code is its key: the
 * same one again changes nothing, another one under the same code is refused.
 */
export async function applyDiscount(
  tx: Tx,
  accountId: AccountId,
  given: Pick<DiscountState, "code" | "off" | "cycles">,
): Promise<GivenDiscount & { changed: boolean }> {
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const known = (await listDiscounts(tx, [accountId])).find(({ code }) => code === given.code);
  if (known) {
    if (isSame(known, given)) return { ...known, changed: false };
    throw new BillingError(
      "discount_exists",
      `The account has a discount "${given.code}" already.`,
      {
        field: "code",
        discountId: known.id,
      },
    );
  }
  const unused = { cyclesUsed: 0, coveredFrom: null, coveredThrough: null };
  const { code, off, cycles } = given;
  const made = { ...{ id: newId<DiscountId>(), code, off, cycles }, ...unused };
  await insertDiscount(tx, accountId, { ...made, appliedAt: snapshot.t });
  return { ...made, appliedAt: snapshot.t, changed: true };
}

function isSame(one: GivenDiscount, other: Pick<DiscountState, "off" | "cycles">): boolean {
  const worth = ({ off }: Pick<DiscountState, "off">) =>
    off.kind === "percent" ? off.ppm : off.minor;
  return (
    one.cycles === other.cycles && one.off.kind === other.off.kind && worth(one) === worth(other)
  );
}

/** Ends a discount: what is issued from now on has it no more. Documents keep what they say. */
export async function removeDiscount(
  tx: Tx,
  accountId: AccountId,
  discountId: DiscountId,
): Promise<{ discountId: DiscountId }> {
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const known = (await listDiscounts(tx, [accountId])).find(({ id }) => id === discountId);
  if (!known) {
    throw new BillingError("not_found", "There is no such discount.", { field: "discountId" });
  }
  await endDiscount(tx, { accountId, discountId, at: snapshot.t });
  return { discountId };
}

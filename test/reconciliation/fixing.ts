import { sql } from "kysely";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { type AccountId, newId } from "@/lib/ids";
import { fixDifference, previewFix } from "@/stripe/fix-difference";
import { books } from "../books";
import { theDifference } from "./reconciling";

/** Somebody of us, who sets things right. */
export async function colleague() {
  const staffUserId = newId<string>();
  await sql`insert into staff_users (id, email, name, role, created_at)
    values (${staffUserId}, ${`${staffUserId}@us.example`}, 'Robin', 'finance', app_now())`.execute(
    books(),
  );
  return { actor: `staff:${staffUserId}`, requestId: "test", staffUserId };
}

/** Previewed, then confirmed as it was shown. */
export async function fixed(gateway: PaymentGateway) {
  const by = await colleague();
  const { id: differenceId } = await theDifference();
  const shown = await previewFix(books(), gateway, { differenceId, by });
  const { quoteId, accountId } = shown;
  const confirm = () =>
    fixDifference(books(), gateway, {
      ...{ differenceId, by, reason: "Stripe told nobody" },
      quoteId: quoteId ?? newId(),
      accountId: accountId ?? newId<AccountId>(),
    });
  return { shown, confirm };
}

import { listPlans } from "@/billing/plans/read";
import { router, serviceProcedure } from "../init";
import { nothing } from "../inputs";

export const plansRouter = router({
  /** What is on sale, in the catalogue's order. */
  list: serviceProcedure("plans:read")
    .input(nothing)
    .query(({ ctx }) => listPlans(ctx.db)),
});

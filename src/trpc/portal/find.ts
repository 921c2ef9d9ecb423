import { listInvoicesByNumber } from "@/billing/reports/find-queries";
import { router } from "../init";
import { fields, text } from "../inputs";
import { portalRead } from "./read";

const mostFound = 5;

/** What the command palette looks up while one types. */
export const findRouter = router({
  invoices: portalRead
    .input(fields({ text: text(60).optional() }).optional())
    .query(({ ctx, input }) =>
      ctx.read((tx, accountId) =>
        listInvoicesByNumber(tx, { accountId, text: input?.text ?? "", limit: mostFound }),
      ),
    ),
});

import { customerFigures } from "@/billing/reports/explanation";
import { readExplanation } from "@/billing/reports/read-explanation";
import { explainedAt, explainedId } from "../explain-input";
import { fields, oneOf } from "../inputs";
import { portalRead } from "./read";

/** "Explain this number": its formula with real numbers, and the rows of the ledger behind it. */
export const explain = portalRead
  .input(fields({ figure: oneOf(customerFigures), id: explainedId, at: explainedAt }))
  .query(({ ctx, input }) => ctx.read((tx, account) => readExplanation(tx, account, input)));

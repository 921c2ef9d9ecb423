import { TRPCError } from "@trpc/server";
import { getTranslations } from "next-intl/server";
import { reportError } from "@/lib/report-error";
import {
  type Explaining,
  explainedIn,
  type FigureName,
  staffFigures,
  staffPlace,
} from "@/ui/explain/address";
import { Explained } from "@/ui/explain/explained";
import { Unexplained } from "@/ui/explain/unexplained";
import { staff } from "./staff";

type Where = { account: string; here: string; zone: string; at?: Date | null };

/** The figure of a customer that a page's address wants explained; of a past instant where the page shows one. */
export async function explaining(
  given: string | string[] | undefined,
  where: Where,
): Promise<Explaining> {
  const open = explainedIn(given, staffFigures);
  const panel = open && (await panelOf(open, where));
  return { here: where.here, open, panel, isPast: Boolean(where.at) };
}

type Asked = FigureName<(typeof staffFigures)[number]>;

async function panelOf(of: Asked, { account, here, zone, at = null }: Where) {
  const t = await getTranslations("explain");
  try {
    const told = await (await staff()).accounts.explain({ account, ...of, at });
    return <Explained told={told} place={staffPlace(account, here)} zone={zone} />;
  } catch (error) {
    const isNone = error instanceof TRPCError && error.code === "NOT_FOUND";
    return (
      <Unexplained text={isNone ? t("unknown") : null} errorId={isNone ? "" : reportError(error)} />
    );
  }
}

import { TRPCError } from "@trpc/server";
import { getTranslations } from "next-intl/server";
import { reportError } from "@/lib/report-error";
import {
  customerFigures,
  type Explaining,
  explainedIn,
  type FigureName,
  portalPlace,
} from "@/ui/explain/address";
import { Explained } from "@/ui/explain/explained";
import { Unexplained } from "@/ui/explain/unexplained";
import { portal } from "./customer";

type Params = Record<string, string | string[] | undefined>;

/** The figure a page's address wants explained, beside it; `here` is the page without. */
export async function explaining(params: Params, here: string, zone: string): Promise<Explaining> {
  const open = explainedIn(params.explain, customerFigures);
  return { here, open, panel: open && (await panelOf(open, { here, zone })) };
}

type Asked = FigureName<(typeof customerFigures)[number]>;

async function panelOf(of: Asked, { here, zone }: { here: string; zone: string }) {
  const t = await getTranslations("explain");
  try {
    const told = await (await portal()).explain(of);
    return <Explained told={told} place={portalPlace(here)} zone={zone} />;
  } catch (error) {
    const isNone = error instanceof TRPCError && error.code === "NOT_FOUND";
    return (
      <Unexplained text={isNone ? t("unknown") : null} errorId={isNone ? "" : reportError(error)} />
    );
  }
}

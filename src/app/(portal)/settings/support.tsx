import { getTranslations } from "next-intl/server";
import { SupportActs } from "@/ui/settings/support-acts";
import { portal, account as readAccount } from "../customer";
import { section } from "../section";

export async function SupportSection() {
  const t = await getTranslations("settings.support");
  const { settings } = await portal();
  const { timezone: zone } = await readAccount();
  return section(
    t("title"),
    () => settings.supportActs(),
    (acts) => <SupportActs acts={acts} zone={zone} />,
    "/settings",
  );
}

import { getTranslations } from "next-intl/server";
import { ClientMessages } from "@/ui/client-messages";
import { useMethodName } from "@/ui/methods/name";
import type { TopUp } from "@/ui/top-up/data";
import { TopUpSection } from "@/ui/top-up/section";
import { portal, account as readAccount } from "../customer";
import { section } from "../section";
import { Resume, TopUpActions } from "./top-up-acts";

/** Packs bought by themselves, under those one buys oneself. */
export async function AutoTopUp() {
  const t = await getTranslations("topUp");
  const { autoTopUp } = await portal();
  const { timezone: zone } = await readAccount();
  return section(
    t("title"),
    () => autoTopUp.get(),
    (data) => (
      <ClientMessages of={["shell", "settings", "topUp"]}>
        <TopUpSection data={data} zone={zone} acts={<Actions data={data} />} resume={<Resume />} />
      </ClientMessages>
    ),
    "/packs",
  );
}

function Actions({ data: { settings, packs, methods, currency, suggestion } }: { data: TopUp }) {
  const nameOf = useMethodName();
  const named = methods.map((one) => ({ id: one.id, name: nameOf(one) }));
  // What was changed is shown anew also where the dialog stays open.
  const key = `${settings?.enabled} ${settings?.threshold} ${settings?.capMinor}`;
  return (
    <TopUpActions
      key={key}
      settings={settings}
      ground={{ packs, currency, suggestion, methods: named }}
    />
  );
}

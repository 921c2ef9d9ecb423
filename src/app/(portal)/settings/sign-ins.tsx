import { getTranslations } from "next-intl/server";
import { SignIns } from "@/ui/settings/sign-ins";
import { customer, portal, account as readAccount } from "../customer";
import { section } from "../section";
import { ActsOfSignIn, SignOutEverywhere } from "./acts";

export async function SignInSection() {
  const t = await getTranslations("settings.signIns");
  const { sessions } = await portal();
  const { timezone: zone } = await readAccount();
  const linked = (await customer()).kind === "link";
  return section(
    t("title"),
    () => sessions.list(),
    (data) => (
      <SignIns
        data={data}
        zone={zone}
        linked={linked}
        actions={(signIn) =>
          signIn.id !== data.current && <ActsOfSignIn signIn={signIn} zone={zone} />
        }
        everywhere={<SignOutEverywhere linked={linked} />}
      />
    ),
    "/settings",
  );
}

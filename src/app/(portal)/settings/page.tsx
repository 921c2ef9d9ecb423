import type { Metadata } from "next";
import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { type ReactNode, Suspense } from "react";
import { mayAct } from "@/auth/roles";
import { isLanguage, type Language, localeCookie } from "@/messages/locales";
import { ClientMessages } from "@/ui/client-messages";
import { Section, SectionWaiting } from "@/ui/section";
import { LanguageSetting } from "@/ui/settings/language";
import { SettingsParts } from "@/ui/settings/parts";
import { SingleKeysSetting } from "@/ui/settings/single-keys";
import { customer, account as readAccount } from "../customer";
import { ChangeTimeZone } from "./acts";
import { PeopleSections } from "./people";
import { SignInSection } from "./sign-ins";
import { SupportSection } from "./support";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("title") };
}

type Props = { searchParams: Promise<{ joined?: string }> };

export default async function SettingsPage({ searchParams }: Props) {
  const t = await getTranslations("settings");
  const actor = await customer();
  const account = await readAccount();
  const { joined } = await searchParams;
  return (
    <ClientMessages of={["shell", "settings"]}>
      <h1 className="mb-3 font-serif text-figure">{t("title")}</h1>
      <SettingsParts at="general" />
      {joined === "already" && (
        <p role="status" className="mb-8 border-s-2 border-green ps-4">
          {t("already", { account: account.name })}
        </p>
      )}
      <div className="grid gap-x-14 gap-y-12 lg:grid-cols-2">
        <Wide>
          <Suspense fallback={<SectionWaiting title={t("members.title")} lines={12} />}>
            <PeopleSections />
          </Suspense>
        </Wide>
        <div className="space-y-12">
          <Section title={t("zone.title")}>
            {mayAct(actor, "account.change") ? (
              <ChangeTimeZone key={account.timezone} account={account} />
            ) : (
              <>
                <p>{account.timezone}</p>
                <p className="mt-2 text-small text-muted">{t("zone.mayNot")}</p>
              </>
            )}
          </Section>
          <Section title={t("keys.title")}>
            <SingleKeysSetting />
          </Section>
        </div>
        <LanguageSetting chosen={await chosenLanguage()} ofUser={actor.kind === "user"} />
        <Wide>
          <Suspense fallback={<SectionWaiting title={t("signIns.title")} lines={6} />}>
            <SignInSection />
          </Suspense>
        </Wide>
        <Wide>
          <Suspense fallback={<SectionWaiting title={t("support.title")} lines={4} />}>
            <SupportSection />
          </Suspense>
        </Wide>
      </div>
    </ClientMessages>
  );
}

function Wide({ children }: { children: ReactNode }) {
  return <div className="min-w-0 lg:col-span-2">{children}</div>;
}

/** As i18n.ts decides it: the user's choice, else this browser's. */
async function chosenLanguage(): Promise<Language | null> {
  const wish = (await customer()).locale ?? (await cookies()).get(localeCookie)?.value;
  return isLanguage(wish) ? wish : null;
}

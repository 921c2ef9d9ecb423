import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Section } from "../section";
import { When } from "../when";
import type { SignIns as Data, SignIn } from "./data";
import { deviceOf } from "./device";

type Props = {
  data: Data;
  zone: string;
  /** Came through the app: there is no user, so there is only this sign-in to tell of. */
  linked: boolean;
  actions: (signIn: SignIn) => ReactNode;
  everywhere: ReactNode;
};

const pageful = 50;

/** When and from where somebody came in, so that they notice when it was not them. */
export function SignIns({ data: { current, signIns }, zone, linked, actions, everywhere }: Props) {
  const t = useTranslations("settings.signIns");
  const common = useTranslations("common");
  return (
    <Section title={t("title")} note={common("timesIn", { zone })}>
      <table className="ledger">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("at")}</th>
            <th scope="col" className="max-sm:hidden">
              {t("device")}
            </th>
            <th scope="col" className="max-md:hidden">
              {t("how")}
            </th>
            <th scope="col" className="max-lg:hidden">
              {t("ip")}
            </th>
            <th scope="col" className="max-md:hidden">
              {t("lastSeen")}
            </th>
            <th scope="col" className="text-end!">
              {t("state")}
            </th>
          </tr>
        </thead>
        <tbody>
          {signIns.map((signIn) => (
            <Row
              key={signIn.id}
              signIn={signIn}
              zone={zone}
              isThis={signIn.id === current}
              actions={signIn.endedAt === null && actions(signIn)}
            />
          ))}
        </tbody>
      </table>
      {linked && <p className="mt-4 text-small text-muted">{t("linkNote")}</p>}
      {signIns.length >= pageful && (
        <p className="mt-4 text-small text-muted">{t("latest", { count: pageful })}</p>
      )}
      <div className="mt-4 flex flex-wrap gap-x-6 gap-y-2">{everywhere}</div>
    </Section>
  );
}

type RowProps = { signIn: SignIn; zone: string; isThis: boolean; actions: ReactNode };

function Row({ signIn, zone, isThis, actions }: RowProps) {
  const t = useTranslations("settings.signIns");
  const { how, at, lastSeenAt, endedAt, ip } = signIn;
  const tone = endedAt ? "text-muted!" : "";
  return (
    <tr className="[&>*]:align-top!">
      <th scope="row" className={`font-normal ${tone}`}>
        <When at={at} zone={zone} as="instant" />
        <span className="block text-small break-words text-muted sm:hidden">
          <DeviceWords userAgent={signIn.userAgent} />
        </span>
      </th>
      <td className={`max-sm:hidden ${tone}`}>
        <DeviceWords userAgent={signIn.userAgent} />
      </td>
      <td className={`max-md:hidden ${tone}`}>{t(`ways.${how}`)}</td>
      <td className={`break-all max-lg:hidden ${tone}`}>
        {ip ?? <span className="text-muted">{t("unknownIp")}</span>}
      </td>
      <td className={`max-md:hidden ${tone}`}>
        <When at={lastSeenAt} zone={zone} as="instant" />
      </td>
      <td className={`text-end! ${tone}`}>
        <State signIn={signIn} zone={zone} isThis={isThis} />
        {actions && <div>{actions}</div>}
      </td>
    </tr>
  );
}

function State({
  signIn: { endedAt, signedOut },
  zone,
  isThis,
}: {
  signIn: SignIn;
  zone: string;
  isThis: boolean;
}) {
  const t = useTranslations("settings.signIns");
  if (endedAt) {
    return t.rich(signedOut ? "signedOut" : "ended", {
      time: () => <When at={endedAt} zone={zone} as="instant" />,
    });
  }
  return <span className="text-green">{isThis ? t("this") : t("stands")}</span>;
}

function DeviceWords({ userAgent }: { userAgent: string | null }) {
  const words = useDeviceWords();
  return words(userAgent);
}

/** A device in a person's words. */
export function useDeviceWords(): (userAgent: string | null) => string {
  const t = useTranslations("settings.signIns");
  return (userAgent) => {
    const { browser, system } = deviceOf(userAgent);
    if (browser && system) return t("deviceOn", { browser, system });
    return browser ?? system ?? t("unknownDevice");
  };
}

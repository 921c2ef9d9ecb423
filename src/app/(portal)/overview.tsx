import { getTranslations } from "next-intl/server";
import { type ReactElement, type ReactNode, Suspense } from "react";
import { mayAct } from "@/auth/roles";
import type { portalCaller } from "@/trpc/server";
import { ClientMessages } from "@/ui/client-messages";
import type { Explaining } from "@/ui/explain/address";
import { Activity } from "@/ui/overview/activity";
import { Alerts } from "@/ui/overview/alerts";
import { Balance } from "@/ui/overview/balance";
import { FirstSteps } from "@/ui/overview/first-steps";
import { Forecast } from "@/ui/overview/forecast";
import { Invoices } from "@/ui/overview/invoices";
import { NextInvoice } from "@/ui/overview/next-invoice";
import { Plan } from "@/ui/overview/plan";
import { Usage } from "@/ui/overview/usage";
import { SectionWaiting } from "@/ui/section";
import { UndoWaiting } from "./acts";
import { DismissAlert } from "./alerts/dismiss";
import { account, customer, portal } from "./customer";
import { Pay } from "./pay";
import { section } from "./section";

type Props = {
  whatIf: string | null;
  told: Explaining;
  /** Beside another page: one column, whatever the width of the screen. */
  narrow?: boolean;
};

/** What the overview says of the account whoever looks is signed in to. */
export async function Overview({ whatIf, told, narrow = false }: Props) {
  const { overview } = await portal();
  const { timezone: zone, isNew } = await account();
  return isNew ? (
    <Beginning overview={overview} zone={zone} told={told} />
  ) : (
    <Sections overview={overview} zone={zone} whatIf={whatIf} told={told} narrow={narrow} />
  );
}

type Ask = Awaited<ReturnType<typeof portalCaller>>["overview"];

const ofBalance = ["available", "held", "debt", "overage"];

/** The explanation stands in the section its figure is of. */
function panelIn(told: Explaining, figures: readonly string[]): Explaining {
  return { ...told, panel: figures.includes(told.open?.figure ?? "") ? told.panel : null };
}

async function Beginning({ overview, zone, told }: Omit<SectionsProps, "whatIf" | "narrow">) {
  const t = await getTranslations("overview");
  return (
    <div className="space-y-12">
      <Part
        href="/"
        title={t("balance.title")}
        lines={3}
        read={overview.balance}
        show={(balance) => (
          <Balance balance={balance} zone={zone} explaining={panelIn(told, ofBalance)} />
        )}
      />
      <FirstSteps />
    </div>
  );
}

type SectionsProps = {
  overview: Ask;
  zone: string;
  whatIf: string | null;
  told: Explaining;
  narrow: boolean;
};

/** Each section waits and fails on its own. On a phone they stand in the order they are asked for. */
async function Sections({ overview, zone, whatIf, told, narrow }: SectionsProps) {
  const t = await getTranslations("overview");
  const mayDismiss = mayAct(await customer(), "alerts.manage");
  const { here } = told;
  return (
    <>
      {/* Where all is well there is nothing here, so nothing holds its place. */}
      <Suspense fallback={null}>
        {section(
          t("alerts.title"),
          overview.alerts,
          (alerts) => (
            <Alerts
              alerts={alerts}
              zone={zone}
              dismiss={(firingId) => mayDismiss && <DismissAlert firingId={firingId} />}
              waiting={(invoiceId) => <WaitingActs invoiceId={invoiceId} />}
              undo={<UndoAct />}
            />
          ),
          here,
        )}
      </Suspense>
      <div className={`grid gap-x-14 gap-y-12 ${narrow ? "" : "lg:grid-cols-2"}`}>
        <Part
          href={here}
          title={t("balance.title")}
          lines={7}
          read={overview.balance}
          show={(balance) => (
            <Balance balance={balance} zone={zone} explaining={panelIn(told, ofBalance)} />
          )}
        />
        <Part
          href={here}
          title={t("nextInvoice.title")}
          lines={7}
          read={overview.nextInvoice}
          show={(next) => <NextInvoice next={next} zone={zone} />}
        />
        <Part
          href={here}
          title={t("usage.titlePeriod")}
          lines={6}
          read={overview.usage}
          show={(usage) => (
            <Usage usage={usage} zone={zone} explaining={panelIn(told, ["usage"])} />
          )}
        />
        <Part
          href={here}
          title={t("plan.title")}
          lines={6}
          read={overview.plan}
          show={(plan) => <Plan plan={plan} zone={zone} />}
        />
        <Part
          id="forecast"
          href={here}
          title={t("forecast.title")}
          lines={11}
          wide={!narrow}
          read={() => overview.forecast({ whatIf })}
          show={(forecast) => (
            <Forecast forecast={forecast} zone={zone} explaining={panelIn(told, ["pace"])} />
          )}
        />
        <Part
          href={here}
          title={t("activity.title")}
          lines={6}
          wide={!narrow}
          read={overview.activity}
          show={(activity) => <Activity activity={activity} zone={zone} />}
        />
        <Part
          href={here}
          title={t("invoices.title")}
          lines={6}
          wide={!narrow}
          read={overview.invoices}
          show={(invoices) => <Invoices invoices={invoices} zone={zone} />}
        />
      </div>
    </>
  );
}

async function WaitingActs({ invoiceId }: { invoiceId: string }) {
  const actor = await customer();
  return (
    <ClientMessages of={["pay", "plan"]}>
      <Pay invoiceId={invoiceId} brings="credits" />
      {mayAct(actor, "plan.change") && <UndoWaiting />}
    </ClientMessages>
  );
}

async function UndoAct() {
  if (!mayAct(await customer(), "plan.change")) return null;
  return (
    <ClientMessages of={["plan"]}>
      <UndoWaiting />
    </ClientMessages>
  );
}

type PartProps<T> = {
  title: string;
  lines: number;
  wide?: boolean;
  id?: string;
  href: string;
  read: () => Promise<T>;
  show: (figures: T) => ReactElement;
};

function Part<T>({ title, lines, wide = false, id, href, read, show }: PartProps<T>): ReactNode {
  return (
    <div id={id} className={wide ? "min-w-0 lg:col-span-2" : "min-w-0"}>
      <Suspense fallback={<SectionWaiting title={title} lines={lines} />}>
        {section(title, read, show, href)}
      </Suspense>
    </div>
  );
}

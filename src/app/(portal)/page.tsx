import type { Metadata } from "next";
import { type ReactNode, Suspense } from "react";
import type { portalCaller } from "@/trpc/server";
import { Activity } from "@/ui/overview/activity";
import { Balance } from "@/ui/overview/balance";
import { FirstSteps } from "@/ui/overview/first-steps";
import { Invoices } from "@/ui/overview/invoices";
import { Plan } from "@/ui/overview/plan";
import { Usage } from "@/ui/overview/usage";
import { SectionWaiting } from "@/ui/section";
import { portal, account as readAccount } from "./customer";
import { section } from "./section";

export const metadata: Metadata = { title: "Overview" };
export const dynamic = "force-dynamic";

export default async function OverviewPage() {
  const { overview } = await portal();
  const account = await readAccount();
  const zone = account.timezone;
  return (
    <>
      <h1 className="mb-8 font-serif text-figure">{account.name}</h1>
      <div className="grid gap-x-14 gap-y-12 lg:grid-cols-2">
        {account.isNew ? (
          <Part title="Balance" lines={3} wide>
            {section("Balance", overview.balance, (balance) => (
              <Balance balance={balance} zone={zone} />
            ))}
          </Part>
        ) : (
          <Sections overview={overview} zone={zone} />
        )}
      </div>
      {account.isNew && (
        <div className="mt-12">
          <FirstSteps />
        </div>
      )}
    </>
  );
}

type Overview = Awaited<ReturnType<typeof portalCaller>>["overview"];

/** Each section waits and fails on its own. On a phone they stand in the order they are asked for. */
function Sections({ overview, zone }: { overview: Overview; zone: string }) {
  return (
    <>
      <Part title="Balance" lines={7}>
        {section("Balance", overview.balance, (balance) => (
          <Balance balance={balance} zone={zone} />
        ))}
      </Part>
      <Part title="Plan" lines={7}>
        {section("Plan", overview.plan, (plan) => (
          <Plan plan={plan} zone={zone} />
        ))}
      </Part>
      <Part title="Invoices" lines={6} wide>
        {section("Invoices", overview.invoices, (invoices) => (
          <Invoices invoices={invoices} zone={zone} />
        ))}
      </Part>
      <Part title="Usage" lines={4}>
        {section("Usage", overview.usage, (usage) => (
          <Usage usage={usage} zone={zone} />
        ))}
      </Part>
      <Part title="Latest entries" lines={6}>
        {section("Latest entries", overview.activity, (activity) => (
          <Activity activity={activity} zone={zone} />
        ))}
      </Part>
    </>
  );
}

type PartProps = { title: string; lines: number; wide?: boolean; children: ReactNode };

function Part({ title, lines, wide = false, children }: PartProps) {
  return (
    <div className={wide ? "lg:col-span-2" : "min-w-0"}>
      <Suspense fallback={<SectionWaiting title={title} lines={lines} />}>{children}</Suspense>
    </div>
  );
}

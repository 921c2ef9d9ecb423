import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { PageLinks } from "@/ui/page-links";
import { Section } from "@/ui/section";
import { section } from "../../(portal)/section";
import { StaffFrame } from "../frame";
import { staff } from "../staff";
import { Tasks } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("refunds.tasks");
  return { title: t("title") };
}

const states = ["open", "done"] as const;
const way = "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline";

function tasksHref(state: (typeof states)[number], after: string | null): string {
  const query = new URLSearchParams();
  if (state === "done") query.set("state", state);
  if (after) query.set("after", after);
  return `/staff/tasks${query.size > 0 ? `?${query}` : ""}`;
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What a person has to look at of refunds and disputes. */
export default async function TasksPage({ searchParams }: Props) {
  const t = await getTranslations("refunds.tasks");
  const caller = await staff();
  const { state: asked, after } = await searchParams;
  const state = asked === "done" ? "done" : "open";
  const from = typeof after === "string" ? { after: after.slice(0, 80) } : {};
  const zone = env.HOUSE_TIMEZONE;
  return (
    <StaffFrame here="tasks" title={t("title")}>
      <p className="mb-4 max-w-prose text-muted">{t("intro", { zone })}</p>
      <ul aria-label={t("states")} className="mb-6 flex flex-wrap gap-x-6 gap-y-1 print:hidden">
        {states.map((one) => (
          <li key={one}>
            <Link
              href={tasksHref(one, null)}
              aria-current={one === state ? "true" : undefined}
              className={`${way} aria-[current]:underline`}
            >
              {t(`state.${one}`)}
            </Link>
          </li>
        ))}
      </ul>
      {
        await section(
          t(`state.${state}`),
          () => caller.tasks.list({ state, ...from }),
          ({ tasks, may, counts, next }) => (
            <Section title={t("counted", { state: t(`state.${state}`), count: counts[state] })}>
              <Tasks tasks={tasks} mayWork={may.work} zone={zone} />
              <PageLinks
                first={"after" in from ? tasksHref(state, null) : null}
                next={next && tasksHref(state, next)}
              />
            </Section>
          ),
          "/staff/tasks",
        )
      }
    </StaffFrame>
  );
}

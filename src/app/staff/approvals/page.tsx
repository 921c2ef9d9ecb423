import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { section } from "../../(portal)/section";
import { StaffFrame } from "../frame";
import { staff, staffMember } from "../staff";
import { Adjustments, Refunds } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("console.inbox");
  return { title: t("title") };
}

/** Where each list goes on: one turns over without the other. */
const lists = ["credits", "refunds"] as const;
type Places = Partial<Record<(typeof lists)[number], string>>;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

function placesOf(asked: Awaited<Props["searchParams"]>): Places {
  const given = lists.flatMap((list) => {
    const place = asked[list];
    return typeof place === "string" ? [[list, place.slice(0, 80)]] : [];
  });
  return Object.fromEntries(given);
}

function inboxHref(places: Places): string {
  const query = new URLSearchParams(places);
  return `/staff/approvals${query.size > 0 ? `?${query}` : ""}`;
}

/** The page of one of the lists as its links say it, the other staying where it is. */
function turned(list: keyof Places, places: Places, next: string | null) {
  const { [list]: here, ...others } = places;
  return {
    first: here ? inboxHref(others) : null,
    next: next && inboxHref({ ...others, [list]: next }),
  };
}

/** What waits for a second person: one question and one section for each kind. */
export default async function ApprovalsPage({ searchParams }: Props) {
  const t = await getTranslations("console.inbox");
  const { role } = await staffMember();
  const places = placesOf(await searchParams);
  return (
    <StaffFrame here="approvals" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro", { zone: env.HOUSE_TIMEZONE })}</p>
      {!mayStaff(role, "adjustments:approve") && !mayStaff(role, "refunds:approve") && (
        <p>{t("mayNot")}</p>
      )}
      {mayStaff(role, "adjustments:approve") && (await adjustments(places))}
      {mayStaff(role, "refunds:approve") && (await refunds(places))}
    </StaffFrame>
  );
}

async function adjustments(places: Places) {
  const t = await getTranslations("console.inbox");
  const caller = await staff();
  return await section(
    t("adjustments"),
    () => caller.adjustments.waiting({ after: places.credits }),
    ({ next, ...page }) => (
      <Adjustments
        page={{ ...page, ...turned("credits", places, next) }}
        zone={env.HOUSE_TIMEZONE}
      />
    ),
    inboxHref(places),
  );
}

async function refunds(places: Places) {
  const t = await getTranslations("refunds.inbox");
  const caller = await staff();
  return await section(
    t("title"),
    () => caller.refunds.waiting({ after: places.refunds }),
    ({ next, ...page }) => (
      <Refunds page={{ ...page, ...turned("refunds", places, next) }} zone={env.HOUSE_TIMEZONE} />
    ),
    inboxHref(places),
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { mayStaff } from "@/auth/permissions";
import { env } from "@/env";
import { section } from "../../(portal)/section";
import { StaffFrame } from "../frame";
import { staff, staffMember } from "../staff";
import { People } from "./acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("console.people");
  return { title: t("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const list = "/staff/people";

export default async function PeoplePage({ searchParams }: Props) {
  const t = await getTranslations("console.people");
  const { role } = await staffMember();
  const caller = await staff();
  const { after: asked } = await searchParams;
  const after = typeof asked === "string" ? asked.slice(0, 80) : undefined;
  return (
    <StaffFrame here="people" title={t("title")}>
      <p className="mb-8 max-w-prose text-muted">{t("intro")}</p>
      {mayStaff(role, "staff:manage") ? (
        await section(
          t("list"),
          () => caller.people.list({ after }),
          ({ next, ...found }) => (
            <People
              {...found}
              first={after ? list : null}
              next={next && `${list}?${new URLSearchParams({ after: next })}`}
              zone={env.HOUSE_TIMEZONE}
            />
          ),
          list,
        )
      ) : (
        <p>{t("mayNot")}</p>
      )}
    </StaffFrame>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { account as readAccount } from "./customer";
import { explaining } from "./explained";
import { Overview } from "./overview";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("overview"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What a forecast is asked to suppose; anything odd in the address supposes nothing. */
const questions = z.object({ whatif: z.string().max(60).nullable().catch(null) });

export default async function OverviewPage({ searchParams }: Props) {
  const { name, timezone: zone } = await readAccount();
  const params = await searchParams;
  const { whatif } = questions.parse(params);
  const here = whatif ? `/?whatif=${encodeURIComponent(whatif)}` : "/";
  const told = await explaining(params, here, zone);
  return (
    <>
      <h1 className="mb-8 font-serif text-figure">{name}</h1>
      <Overview whatIf={whatif} told={told} />
    </>
  );
}

import { TRPCError } from "@trpc/server";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { type ReactNode, Suspense } from "react";
import type { InvoiceLineId } from "@/lib/ids";
import { ClientMessages } from "@/ui/client-messages";
import { SectionWaiting } from "@/ui/section";
import { type UsageAddress, usageHref } from "@/ui/usage/address";
import { Events } from "@/ui/usage/events";
import { Figures } from "@/ui/usage/figures";
import { Notes } from "@/ui/usage/notes";
import { SpanChoice } from "@/ui/usage/span-choice";
import { ViewChoice } from "@/ui/usage/view-choice";
import { portal, account as readAccount } from "../customer";
import { section } from "../section";
import { addressOf, filterOf, groupingOf, spanOf } from "./search";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("usage");
  return { title: t("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function UsagePage({ searchParams }: Props) {
  const t = await getTranslations("usage");
  const address = addressOf(await searchParams);
  const { usage } = await portal();
  const { timezone: zone } = await readAccount();
  const [span, periods] = await Promise.all([spanIn(address), usage.periods()]);
  return (
    <>
      <h1 className="mb-4 font-serif text-figure">{t("title")}</h1>
      <ClientMessages of={["shell"]}>
        <SpanChoice span={span} periods={periods} address={address} zone={zone} />
        <div className="space-y-12">
          <ChoicesPart address={address} comparable={span.kind !== "line"} />
          <FiguresPart address={address} zone={zone} />
          <NotesPart address={address} zone={zone} />
          <EventsPart address={address} zone={zone} />
        </div>
      </ClientMessages>
    </>
  );
}

/** What the address names must be of this account; else there is no such page (FAULTS A1). */
async function spanIn(address: UsageAddress) {
  const { usage } = await portal();
  try {
    return await usage.span(spanInput(address));
  } catch (error) {
    if (error instanceof TRPCError && error.code === "NOT_FOUND") notFound();
    throw error;
  }
}

function spanInput(address: UsageAddress) {
  return { ...spanOf(address), line: spanOf(address).line as InvoiceLineId | null };
}

function filterInput(address: UsageAddress) {
  return { ...filterOf(address), ...spanInput(address) };
}

type Here = { address: UsageAddress; zone: string };

/** Comes with the page: what stands above the figures would move them where it came after them. */
function ChoicesPart({ address, comparable }: { address: UsageAddress; comparable: boolean }) {
  const title = useTranslations("usage.view")("title");
  const read = async () => (await portal()).usage.choices(spanInput(address));
  return (
    <div id="view" className="scroll-mt-4">
      {section(
        title,
        read,
        (choices) => (
          <ViewChoice choices={choices} address={address} comparable={comparable} />
        ),
        usageHref(address),
      )}
    </div>
  );
}

function FiguresPart({ address, zone }: Here) {
  const title = useTranslations("usage.figures")("title");
  const read = async () =>
    (await portal()).usage.table({
      ...filterInput(address),
      grouping: groupingOf(address),
      costs: address.unit === "money",
      compare: address.compare === "1",
    });
  return (
    <Part id="figures" title={title} lines={10}>
      {section(
        title,
        read,
        (figures) => (
          <Figures figures={figures} address={address} zone={zone} />
        ),
        usageHref(address),
      )}
    </Part>
  );
}

function NotesPart({ address, zone }: Here) {
  const title = useTranslations("usage.notes")("title");
  const read = async () => (await portal()).usage.notes(spanInput(address));
  return (
    <Part id="notes" title={title} lines={3}>
      {section(
        title,
        read,
        (notes) => (
          <Notes notes={notes} address={address} zone={zone} />
        ),
        usageHref(address),
      )}
    </Part>
  );
}

function EventsPart({ address, zone }: Here) {
  const title = useTranslations("usage.events")("title");
  const { day, at, key } = address;
  const read = async () =>
    (await portal()).usage.events({
      ...filterInput(address),
      day: day ?? null,
      before: at && key ? { at: new Date(at), key } : null,
    });
  return (
    <Part id="events" title={title} lines={10}>
      {section(
        title,
        read,
        (events) => (
          <Events events={events} address={address} zone={zone} />
        ),
        usageHref(address),
      )}
    </Part>
  );
}

type PartProps = { id: string; title: string; lines: number; children: ReactNode };

/** Each part waits and fails on its own. */
function Part({ id, title, lines, children }: PartProps) {
  return (
    <div id={id} className="scroll-mt-4">
      <Suspense fallback={<SectionWaiting title={title} lines={lines} />}>{children}</Suspense>
    </div>
  );
}

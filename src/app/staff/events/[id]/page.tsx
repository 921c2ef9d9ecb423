import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { env } from "@/env";
import { isEventId } from "@/ui/events/address";
import { EventBody, EventFacts, EventsOfObject } from "@/ui/events/event";
import { StaffFrame } from "../../frame";
import { readOrNone } from "../../read-or-none";
import { staff } from "../../staff";
import { ActsOfEvent } from "../acts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("staff.events");
  return { title: t("title") };
}

type Props = { params: Promise<{ id: string }> };

export default async function EventPage({ params }: Props) {
  const t = await getTranslations("staff.events");
  const { event, ofObject, may } = await read((await params).id);
  const zone = env.HOUSE_TIMEZONE;
  const above = [{ href: "/staff/events", name: t("title") }];
  return (
    <StaffFrame here="events" above={above} title={event.type}>
      <div className="space-y-12">
        <EventFacts event={event} zone={zone} />
        {event.status !== "ignored" && event.status !== "kept" && (
          <ActsOfEvent eventId={event.id} mayReplay={may.replay} />
        )}
        <EventsOfObject event={event} events={ofObject} zone={zone} />
        <EventBody body={event.body} />
      </div>
    </StaffFrame>
  );
}

async function read(eventId: string) {
  if (!isEventId(eventId)) notFound();
  const caller = await staff();
  return await readOrNone(() => caller.events.get({ eventId }));
}

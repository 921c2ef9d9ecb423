"use client";

import { answerOf, api } from "@/trpc/client";
import { EventActions, ReplayDead } from "@/ui/events/acts";
import type { EventActs } from "@/ui/events/data";

// What the buttons ask of the server; `ui` knows nothing of it.
const { events } = api.staff;

const acts: EventActs = {
  dryRun: (input) => answerOf(events.dryRun.mutate(input)),
  replay: (input) => answerOf(events.replay.mutate(input)),
  replayDead: () => answerOf(events.replayDead.mutate()),
};

export function ActsOfEvent(props: { eventId: string; mayReplay: boolean }) {
  return <EventActions {...props} acts={acts} />;
}

export function ReplayAllDead({ count }: { count: number }) {
  return <ReplayDead count={count} act={acts.replayDead} />;
}

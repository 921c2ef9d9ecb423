"use client";

import { answerOf, api } from "@/trpc/client";
import { ChangeTopUp, ResumeTopUp } from "@/ui/top-up/acts";
import type { Ground, Settings, TopUpActs } from "@/ui/top-up/data";

// What the section's buttons ask of the server; `ui` knows nothing of it.
const { autoTopUp } = api.portal;

const acts: TopUpActs = {
  set: (input) => answerOf(autoTopUp.set.mutate(input)),
  resume: () => answerOf(autoTopUp.resume.mutate()),
  backTest: (input) => answerOf(autoTopUp.backTest.query(input)),
};

export function TopUpActions(props: { settings: Settings | null; ground: Ground }) {
  return <ChangeTopUp {...props} acts={acts} />;
}

export function Resume() {
  return <ResumeTopUp act={acts.resume} />;
}

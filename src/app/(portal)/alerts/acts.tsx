"use client";

import { answerOf, api } from "@/trpc/client";
import type { Rule, RuleActs, RuleGround, Trigger } from "@/ui/alerts/data";
import { Dismiss } from "@/ui/alerts/dismiss";
import { MakeRule, RuleActions } from "@/ui/alerts/rule-actions";

// What the page's buttons ask of the server; `ui` knows nothing of it.
const { alerts } = api.portal;

const acts: RuleActs = {
  create: (input) => answerOf(alerts.create.mutate(input)),
  change: (input) => answerOf(alerts.change.mutate(input)),
  remove: (input) => answerOf(alerts.remove.mutate(input)),
  backTest: (input) => answerOf(alerts.backTest.query(input)),
};

export function ActsOfRule(props: { rule: Rule; ground: RuleGround; opened: boolean }) {
  return <RuleActions {...props} acts={acts} />;
}

export function MakeRules(props: { ground: RuleGround; suggested: readonly Trigger[] }) {
  return <MakeRule {...props} acts={acts} />;
}

export function DismissButton({ firingId }: { firingId: string }) {
  return <Dismiss firingId={firingId} act={(input) => answerOf(alerts.dismiss.mutate(input))} />;
}

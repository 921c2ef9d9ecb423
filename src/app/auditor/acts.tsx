"use client";

import { answerOf, api } from "@/trpc/client";
import { CheckChains } from "@/ui/audit/verify";
import { VerifyMonth } from "@/ui/months/verify";

// What the buttons ask of the server; `ui` knows nothing of it.
const { auditor } = api;

export function Chains() {
  return <CheckChains act={() => answerOf(auditor.chains.mutate())} />;
}

export function Verify({ month }: { month: string }) {
  return <VerifyMonth month={month} verify={(input) => answerOf(auditor.verify.mutate(input))} />;
}

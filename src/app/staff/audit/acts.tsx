"use client";

import { answerOf, api } from "@/trpc/client";
import { VerifyChains } from "@/ui/audit/verify";

const acts = { verify: () => answerOf(api.staff.audit.verify.mutate()) };

export function Verify() {
  return <VerifyChains acts={acts} />;
}

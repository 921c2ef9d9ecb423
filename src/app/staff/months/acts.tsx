"use client";

import { answerOf, api } from "@/trpc/client";
import type { ListedMonth, MonthActs } from "@/ui/months/data";
import { VerifyMonth } from "@/ui/months/verify";
import { CloseMonth, MonthProgress, ReopenMonth } from "@/ui/months/work";

// What the buttons ask of the server; `ui` knows nothing of it.
const { months } = api.staff;

const acts: MonthActs = {
  close: (input) => answerOf(months.close.mutate(input)),
  reopen: (input) => answerOf(months.reopen.mutate(input)),
  verify: (input) => answerOf(months.verify.mutate(input)),
};

export function Close({ month }: { month: string }) {
  return <CloseMonth month={month} acts={acts} />;
}

export function Reopen({ month }: { month: string }) {
  return <ReopenMonth month={month} acts={acts} />;
}

export function Verify({ month }: { month: string }) {
  return <VerifyMonth month={month} acts={acts} />;
}

export function Progress({ of }: { of: ListedMonth }) {
  return <MonthProgress of={of} />;
}

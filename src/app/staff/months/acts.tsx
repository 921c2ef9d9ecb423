"use client";

import { answerOf, api } from "@/trpc/client";
import type { AuditorActs, AuditorLink } from "@/ui/auditors/data";
import { AuditorLinks } from "@/ui/auditors/links";
import type { ListedMonth, MonthActs } from "@/ui/months/data";
import { VerifyMonth } from "@/ui/months/verify";
import { CloseMonth, MonthProgress, ReopenMonth } from "@/ui/months/work";

// What the buttons ask of the server; `ui` knows nothing of it.
const { auditors, months } = api.staff;

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
  return <VerifyMonth month={month} verify={acts.verify} />;
}

export function Progress({ of }: { of: ListedMonth }) {
  return <MonthProgress of={of} />;
}

const auditorActs: AuditorActs = {
  create: (input) => answerOf(auditors.create.mutate(input)),
  revoke: (input) => answerOf(auditors.revoke.mutate(input)),
};

export function Auditors(props: { links: AuditorLink[]; closed: string[]; zone: string }) {
  return <AuditorLinks {...props} acts={auditorActs} />;
}

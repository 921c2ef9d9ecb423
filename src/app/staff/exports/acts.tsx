"use client";

import { answerOf, api } from "@/trpc/client";
import { AskExport } from "@/ui/exports/ask";
import type { ExportActs, ExportRow, Wished } from "@/ui/exports/data";
import { ExportProgress } from "@/ui/exports/progress";

// What the buttons ask of the server; `ui` knows nothing of it.
const { exports } = api.staff;
type Kind = Parameters<typeof exports.ask.mutate>[0]["kind"];

const acts: ExportActs = {
  ask: ({ kind, ...wish }) => answerOf(exports.ask.mutate({ ...wish, kind: kind as Kind })),
  get: (input) => answerOf(exports.get.query(input)),
  cancel: (input) => answerOf(exports.cancel.mutate(input)),
};

export function Ask(props: { of: Wished; className?: string }) {
  return <AskExport {...props} ask={acts.ask} />;
}

export function Progress({ of }: { of: ExportRow }) {
  return <ExportProgress of={of} acts={acts} />;
}

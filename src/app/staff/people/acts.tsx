"use client";

import type { ComponentProps } from "react";
import type { StaffRole } from "@/auth/roles";
import { answerOf, api } from "@/trpc/client";
import type { PeopleActs } from "@/ui/staff-people/data";
import { People as List } from "@/ui/staff-people/people";

// What the buttons ask of the server; `ui` knows nothing of it.
const { people } = api.staff;

const acts: PeopleActs = {
  add: ({ role, ...who }) => answerOf(people.add.mutate({ ...who, role: role as StaffRole })),
  change: ({ role, ...who }) => answerOf(people.change.mutate({ ...who, role: role as StaffRole })),
};

export function People(props: Omit<ComponentProps<typeof List>, "acts">) {
  return <List {...props} acts={acts} />;
}

"use client";

import { answerOf, api } from "@/trpc/client";
import type { StaffTask, TaskActs } from "@/ui/tasks/data";
import { TaskList } from "@/ui/tasks/list";

// What the buttons ask of the server; `ui` knows nothing of it.
const { tasks } = api.staff;

const acts: TaskActs = {
  assign: (input) => answerOf(tasks.assign.mutate(input)),
  resolve: (input) => answerOf(tasks.resolve.mutate(input)),
};

export function Tasks(props: { tasks: StaffTask[]; mayWork: boolean; zone: string }) {
  return <TaskList {...props} acts={acts} />;
}

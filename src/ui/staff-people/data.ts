import type { Act } from "../settings/data";

export type Person = {
  id: string;
  name: string;
  email: string;
  role: string;
  disabledAt: Date | null;
};

export type PeopleActs = {
  add: Act<{ name: string; email: string; role: string }, unknown>;
  change: Act<{ id: string; role: string; disabled: boolean }, unknown>;
};

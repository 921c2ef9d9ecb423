"use client";

import type { Scope } from "@/auth/roles";
import { answerOf, api } from "@/trpc/client";
import type { ApiKey, KeyActs } from "@/ui/api-keys/data";
import { ApiKeys } from "@/ui/api-keys/keys";

// What the buttons ask of the server; `ui` knows nothing of it.
const { apiKeys } = api.staff;

const acts: KeyActs = {
  create: ({ scopes, ...input }) =>
    answerOf(apiKeys.create.mutate({ ...input, scopes: scopes as Scope[] })),
  rotate: (input) => answerOf(apiKeys.rotate.mutate(input)),
  revoke: (input) => answerOf(apiKeys.revoke.mutate(input)),
};

type Props = { keys: ApiKey[]; scopes: readonly string[]; zone: string; now: Date };

export function Keys(props: Props) {
  return <ApiKeys {...props} acts={acts} />;
}

import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import { fromJson, toJson } from "@/lib/json";
import type { AppRouter } from "./root";

/** How a page in the browser asks for changes. Reads need none of this: pages come with their figures. */
export const api = createTRPCClient<AppRouter>({
  links: [
    httpLink({
      url: "/api/trpc",
      transformer: {
        input: { serialize: toJson, deserialize: fromJson },
        output: { serialize: toJson, deserialize: fromJson },
      },
    }),
  ],
});

export type Answer<Value> =
  | { ok: true; value: Value }
  | { ok: false; code: string; id: string; facts: Record<string, unknown> };

/** The answer, or the code of its refusal and the id our log has it under: an act on a page never throws. */
export async function answerOf<Value>(asked: Promise<Value>): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await asked };
  } catch (error) {
    const told = error instanceof TRPCClientError ? billingOf(error.data) : undefined;
    return {
      ...{ ok: false, code: told?.code ?? "network", id: told?.requestId ?? "–" },
      facts: { ...told },
    };
  }
}

function billingOf(data: unknown): { code: string; requestId: string } | undefined {
  const { billing } = (data ?? {}) as { billing?: { code: string; requestId: string } };
  return billing;
}

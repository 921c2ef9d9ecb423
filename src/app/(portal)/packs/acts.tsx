"use client";

import { type ComponentProps, useMemo } from "react";
import { answerOf, api } from "@/trpc/client";
import type { PackActs } from "@/ui/packs/data";
import { PackSheet } from "@/ui/packs/sheet";

// What the packs page asks of the server; `ui` knows nothing of it.
const { packs, plan } = api.portal;

type Wanted = { pack: string } | { credits: bigint };
type Props = Omit<ComponentProps<typeof PackSheet>, "acts"> & { wanted: Wanted };

export function BuySheet({ wanted, ...sheet }: Props) {
  const acts = useMemo(
    (): PackActs => ({
      preview: () => answerOf(packs.preview.mutate(wanted)),
      quote: (quoteId) => answerOf(plan.quote.query({ quoteId })),
      runOut: (quoteId) => answerOf(packs.runOut.query({ quoteId })),
      buy: (input) => answerOf(packs.buy.mutate(input)),
    }),
    [wanted],
  );
  return <PackSheet {...sheet} acts={acts} />;
}

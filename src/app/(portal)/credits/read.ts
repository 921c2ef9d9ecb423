import { TRPCError } from "@trpc/server";
import { cache } from "react";
import type { CreditsView } from "@/ui/credits-page/address";
import { portal } from "../customer";

/** The questions of each section of the page, as its address asks them. */
export function grantsIn({ finished, finishedAfter }: CreditsView) {
  return async () =>
    (await portal()).grants({ finished: finished ? { before: finishedAfter } : null });
}

export function grantIn(grantId: string) {
  return () => explained(grantId);
}

/** Asked for by two sections of a page, and read once. */
const explained = cache((grantId: string) =>
  ifThere(async () => (await portal()).grant({ grantId })),
);

export function entryIn(version: bigint) {
  return () => ifThere(async () => (await portal()).ledgerEntry({ version }));
}

/** A grant the account does not have filters nothing: the section above says so. */
export function ledgerIn({ kind, grant, from, to, before, after }: CreditsView) {
  return async () => {
    const { ledger } = await portal();
    const named = grant ? await explained(grant) : null;
    const grantId = named?.grant.id ?? null;
    return {
      ledger: await ledger({ kind, grantId, from, to, before, after }),
      grant: named?.grant.category ?? null,
    };
  };
}

async function ifThere<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TRPCError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}

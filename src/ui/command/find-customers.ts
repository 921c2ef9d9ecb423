"use client";

import { askPlainly, type Finding, useFound } from "./find";

export type FoundByStaff = {
  /** The customer an exact id, number or address names. */
  exact: string | null;
  invoice: string | null;
  customers: { id: string; name: string; externalId: string }[];
};

const nobody: FoundByStaff = { exact: null, invoice: null, customers: [] };

/** Customers as the search page finds them; nobody before anything is typed. */
export function useCustomers(text: string): Finding<FoundByStaff> {
  return useFound(text.trim(), findCustomers, nobody);
}

type Told = Omit<FoundByStaff, "customers"> & { found: FoundByStaff["customers"] };

async function findCustomers(text: string, signal: AbortSignal): Promise<FoundByStaff> {
  if (text === "") return nobody;
  const told = await askPlainly<Told>("staff.accounts.search", { text }, signal);
  return { exact: told.exact, invoice: told.invoice, customers: told.found };
}

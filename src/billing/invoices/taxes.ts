import type { Tx } from "@/db/client";
import { assert, BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { upToDate } from "../operate";
import { lockAccounts } from "../snapshot";
import { readTaxTable } from "./tax-queries";
import { accountTaxes, missingFor, termsAt } from "./tax-rule";
import type { Place } from "./tax-table";
import type { TaxRule } from "./terms";
import { deleteTax, listTaxes, type StoredTax, writeTax } from "./terms-queries";

/** How an account is taxed: as its country is, or as was said of it. */
export type TaxTreatment = "by_country" | "rate" | "exempt" | "reverse_charge";

export type AccountTax = {
  treatment: TaxTreatment;
  /** What its documents are taxed with today; null where nothing is. */
  rule: TaxRule | null;
  /** What of its address its tax by country can't be told for certain without; null where nothing is. */
  missing: "country" | "region" | null;
};

export type GivenTax = {
  treatment: TaxTreatment;
  /** Of a rate: what stands on documents, how much, and whether prices have it in them. */
  rate: { name: string; ppm: bigint; included: boolean } | null;
};

/** What the account's documents are taxed with, or would be if it were elsewhere. */
export async function readTax(
  tx: Tx,
  accountId: AccountId,
  elsewhere?: Place,
): Promise<AccountTax> {
  const [stored] = await listTaxes(tx, [accountId]);
  assert(stored, "the account stands");
  const facts = { ...stored, ...elsewhere };
  const table = await readTaxTable(tx);
  const { tax } = termsAt({ discounts: [], taxes: accountTaxes(facts, table) }, facts.now);
  return {
    treatment: facts.treatment ?? "by_country",
    rule: tax,
    missing: missingFor(facts, table),
  };
}

/** Says how an account is taxed from now on; what is issued keeps what it says. Its own key. */
export async function setTax(
  tx: Tx,
  accountId: AccountId,
  { treatment, rate }: GivenTax,
): Promise<AccountTax> {
  await upToDate(tx, await lockAccounts(tx, [accountId]));
  if ((treatment === "rate") !== (rate !== null)) {
    throw new BillingError(
      "invalid_input",
      "A rate has a name, a percentage and whether prices include it.",
      {
        field: "rate",
      },
    );
  }
  const [before] = await listTaxes(tx, [accountId]);
  if (treatment === "reverse_charge") assertTaxId(before);
  if (treatment === "by_country") await deleteTax(tx, accountId);
  else await writeTax(tx, accountId, { treatment, rate });
  return await readTax(tx, accountId);
}

/** Whoever accounts for the tax must be named by their tax id. */
function assertTaxId(stored: StoredTax | undefined): void {
  if (stored?.taxId) return;
  throw new BillingError(
    "invalid_input",
    "Reverse charge needs the buyer's tax id in its billing details.",
    {
      field: "treatment",
    },
  );
}

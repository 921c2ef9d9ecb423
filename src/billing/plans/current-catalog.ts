import type { Db } from "@/db/client";
import type { PlanVersionId } from "@/lib/ids";
import type { TaxTable } from "../invoices/tax-table";
import type { PlanVersion } from "../state";
import type { Catalog, ChangeRule, CustomPack } from "./catalog";
import { readCatalog } from "./catalog-queries";
import type { Pack } from "./pack-queries";

/** The catalogue as decisions read it: rates by feature, versions by id, packs by code. */
export type CurrentCatalog = {
  number: bigint;
  rates: ReadonlyMap<string, bigint>;
  versions: ReadonlyMap<PlanVersionId, PlanVersion>;
  packs: ReadonlyMap<string, Pack>;
  /** Credits sold by any number; null where only packs are. */
  customPack: CustomPack | null;
  /** How a change between two plans is made, where that is not the default. */
  changeRules: readonly ChangeRule[];
  /** Whether parts of a cycle are counted by seconds or by local days. */
  proration: "second" | "day";
  /** By currency, where it is more than the processor's own: see `minimumCharge`. */
  minimumCharges: ReadonlyMap<string, bigint>;
  /** When a failed payment is tried again, and what follows the last try. */
  dunning: Catalog["dunning"];
  /** Above which amount a refund takes a second person, and how those made at the processor are booked. */
  refunds: Catalog["refunds"];
  /** Rates by country; null where nothing is taxed by that. */
  taxes: TaxTable | null;
  /** The plans that prices of Stripe Billing are for, by the price's id. */
  stripePrices: ReadonlyMap<string, string>;
};

const copies = new WeakMap<object, CurrentCatalog>();
const keyOf = (db: Db): object => db.getExecutor().adapter;

/**
 * The catalogue numbered `number`, read once per process and number.
 *
 * The number comes with every lock, so a process never decides with a catalogue that was replaced before
 * its decision began, and never asks for one it has.
 */
export async function catalogNumbered(db: Db, number: bigint): Promise<CurrentCatalog> {
  const copy = copies.get(keyOf(db));
  if (copy?.number === number) return copy;
  const { versions, packs, ...rest } = await readCatalog(db);
  const read: CurrentCatalog = {
    ...rest,
    number,
    versions: new Map(versions.map((one) => [one.id, one])),
    packs: new Map(packs.map((one) => [one.code, one])),
  };
  copies.set(keyOf(db), read);
  return read;
}

import type { Db, Tx } from "@/db/client";
import { collect } from "./call-collect";
import { updateCustomer } from "./call-customer";
import { endCollection } from "./call-end-collection";
import { markUncollectible } from "./call-given-up";
import { removeMethod, setDefaultMethod, startSetup } from "./call-methods";
import type { GatewayCall, TakenCall } from "./call-queries";
import { checkTaxId } from "./call-tax-id";
import type { GatewayError, PaymentGateway } from "./gateway";

/** One kind of call: what is asked of the processor, and what its answer means here. */
export type CallKind<Answer = unknown> = {
  /** No transaction is open. Asked again under the same key it has one effect and the same answer. */
  ask(how: { db: Db; gateway: PaymentGateway; call: TakenCall }): Promise<Answer>;
  /** In the transaction that ends the call; answers what is kept of the answer. */
  settle(tx: Tx, call: GatewayCall, answer: Answer): Promise<unknown>;
  /** No answer came: it may have been done, and is asked again. */
  unsure?(tx: Tx, call: GatewayCall): Promise<void>;
  /** It was not done, and will not be. */
  refused?(tx: Tx, call: GatewayCall, error: GatewayError): Promise<void>;
};

/** Those of payments, by their names in `gateway_calls`. */
export const callKinds: Readonly<Record<string, CallKind>> = {
  collect: collect as CallKind,
  end_collection: endCollection as CallKind,
  mark_uncollectible: markUncollectible as CallKind,
  start_setup: startSetup as CallKind,
  set_default_method: setDefaultMethod as CallKind,
  remove_method: removeMethod as CallKind,
  check_tax_id: checkTaxId as CallKind,
  update_customer: updateCustomer as CallKind,
};

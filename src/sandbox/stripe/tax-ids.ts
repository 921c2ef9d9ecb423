import type Stripe from "stripe";
import { type Call, emit } from "./call";
import { leaveFor } from "./leave";
import { listOf, wholeList } from "./lists";
import { page, params, text } from "./params";
import { missing } from "./refusal";
import { route } from "./route";
import type { State } from "./state";
import type { TaxId } from "./wire";

const createParams = params<Stripe.CustomerCreateTaxIdParams>()({ type: text, value: text });
const listParams = params<Stripe.CustomerListTaxIdsParams>()(page);
const none = params<Stripe.CustomerRetrieveTaxIdParams>()({});

// The registers that are asked (docs.stripe.com/billing/customer/tax-ids, "Validation").
const registered: readonly string[] = ["eu_vat", "gb_vat", "au_abn"];

// The numbers that page gives to test with.
const unknownThere = /1{9}$/;
const neverAnswered = /2{9}$/;

/** Numbers of a customer. A register answers a second later; which numbers it knows is made up. */
export const taxIdRoutes = [
  route("POST", "/v1/customers/:id/tax_ids", createParams, (call, { type, value }, customer) => {
    call.state.get("customer", customer);
    const made = call.state.put<TaxId>({
      id: call.state.newId("txi"),
      object: "tax_id",
      country: value.slice(0, 2).toUpperCase(),
      created: call.at,
      customer,
      customer_account: null,
      livemode: false,
      owner: { type: "customer", customer, customer_account: null },
      type: type as TaxId["type"],
      value,
      verification: blankVerification(registered.includes(type) ? "pending" : "unavailable"),
    });
    emit(call, { type: "customer.tax_id.created", object: made });
    if (registered.includes(type) && !neverAnswered.test(value)) {
      leaveFor(call, "tax-id-checked", { id: made.id, seconds: 1 });
    }
    return made;
  }),
  route("GET", "/v1/customers/:id/tax_ids", listParams, (call, asked, customer) => {
    const all = call.state.all("tax_id").filter((one) => one.customer === customer);
    return listOf(all, asked, `/v1/customers/${customer}/tax_ids`);
  }),
  route("GET", "/v1/customers/:id/tax_ids/:number", none, (call, _, customer, id) => {
    const found = call.state.get("tax_id", id);
    if (found.customer !== customer) throw missing("tax_id", id);
    return found;
  }),
  route("DELETE", "/v1/customers/:id/tax_ids/:number", none, (call, _, customer, id) => {
    const found = call.state.get("tax_id", id);
    if (found.customer !== customer) throw missing("tax_id", id);
    call.state.remove(id);
    emit(call, { type: "customer.tax_id.deleted", object: found });
    return { id, object: "tax_id", deleted: true };
  }),
];

/** What a register said: any number of the right form is known to it, but the one to test with. */
export function endTaxIdCheck(call: Call, id: string): void {
  const old = call.state.find("tax_id", id);
  if (!old) return; // Removed meanwhile.
  const customer = call.state.find("customer", String(old.customer));
  const verification = unknownThere.test(old.value)
    ? blankVerification("unverified")
    : {
        status: "verified" as const,
        verified_address: null,
        verified_name: customer?.name ?? null,
      };
  const next = call.state.put<TaxId>({ ...old, verification });
  emit(call, {
    type: "customer.tax_id.updated",
    object: next,
    previous: { verification: old.verification },
  });
}

function blankVerification(status: "pending" | "unverified" | "unavailable") {
  return { status, verified_address: null, verified_name: null };
}

/** The numbers of a customer, which they show when they are asked to. */
export function taxIdsOf(state: State, customer: string) {
  const all = state.all("tax_id").filter((one) => one.customer === customer);
  return wholeList(all, `/v1/customers/${customer}/tax_ids`);
}

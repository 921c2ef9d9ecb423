import type Stripe from "stripe";
import { emit } from "./call";
import { listOf } from "./lists";
import { page, params, text } from "./params";
import { missing } from "./refusal";
import { route } from "./route";
import type { TaxId } from "./wire";

const createParams = params<Stripe.CustomerCreateTaxIdParams>()({ type: text, value: text });
const listParams = params<Stripe.CustomerListTaxIdsParams>()(page);
const none = params<Stripe.CustomerRetrieveTaxIdParams>()({});

/** Numbers of a customer, taken as they come: nobody asks a tax office here. */
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
      verification: { status: "unverified", verified_address: null, verified_name: null },
    });
    emit(call, { type: "customer.tax_id.created", object: made });
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

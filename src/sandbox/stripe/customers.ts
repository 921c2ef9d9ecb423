import type Stripe from "stripe";
import { z } from "zod";
import { changesOf, emit } from "./call";
import { isCreatedIn, listOf } from "./lists";
import {
  clearable,
  clearableAddress,
  created,
  integer,
  metadata,
  page,
  params,
  text,
  withMetadata,
} from "./params";
import { attach } from "./payment-methods";
import { invalid } from "./refusal";
import { route } from "./route";
import { letters } from "./state";
import type { Customer } from "./wire";

const invoiceSettings = z.strictObject({ default_payment_method: clearable.optional() });

const fields = {
  address: clearableAddress.optional(),
  business_name: clearable.optional(),
  description: clearable.optional(),
  email: clearable.optional(),
  individual_name: clearable.optional(),
  invoice_settings: invoiceSettings.optional(),
  metadata: metadata.optional(),
  name: clearable.optional(),
  phone: clearable.optional(),
  preferred_locales: z.array(text).optional(),
  tax_exempt: z.enum(["none", "exempt", "reverse"]).optional(),
};

const createParams = params<Stripe.CustomerCreateParams>()({
  ...fields,
  payment_method: text.optional(),
});
const updateParams = params<Stripe.CustomerUpdateParams>()({
  ...fields,
  next_invoice_sequence: integer.optional(),
});
const listParams = params<Stripe.CustomerListParams>()({
  ...page,
  created,
  email: text.optional(),
});
const none = params<Stripe.CustomerRetrieveParams>()({});

export const customerRoutes = [
  route("POST", "/v1/customers", createParams, (call, { payment_method, expand: _, ...asked }) => {
    const id = call.state.newId("cus", 14);
    call.state.put(changed(blank(id, call.at), asked));
    if (payment_method !== undefined) attach(call, payment_method, id, "payment_method");
    const customer = call.state.put(withDefault(call.state.get("customer", id), asked));
    emit(call, { type: "customer.created", object: customer });
    return customer;
  }),
  route("GET", "/v1/customers", listParams, (call, asked) => {
    const all = call.state.all("customer").filter(isCreatedIn(asked.created));
    const wanted = all.filter(({ email }) => asked.email === undefined || email === asked.email);
    return listOf(wanted, asked, "/v1/customers");
  }),
  route("GET", "/v1/customers/:id", none, (call, _, id) => call.state.get("customer", id)),
  route("POST", "/v1/customers/:id", updateParams, (call, { expand: _, ...asked }, id) => {
    const old = call.state.get("customer", id);
    const wanted = asked.invoice_settings?.default_payment_method;
    if (wanted && call.state.get("payment_method", wanted, paramOfDefault).customer !== id) {
      const message = `The customer does not have a payment method with the ID ${wanted}.`;
      throw invalid(message, "resource_missing", paramOfDefault);
    }
    const customer = call.state.put(withDefault(changed(old, asked), asked));
    const previous = changesOf(old, customer);
    emit(call, { type: "customer.updated", object: customer, previous });
    return customer;
  }),
  route("DELETE", "/v1/customers/:id", none, (call, _, id) => {
    const customer = call.state.get("customer", id);
    call.state.remove(id);
    emit(call, { type: "customer.deleted", object: customer });
    return { id, object: "customer", deleted: true };
  }),
];

const paramOfDefault = "invoice_settings[default_payment_method]";

type Asked = Partial<Omit<z.output<typeof updateParams>, "expand">>;

function changed(customer: Customer, { invoice_settings: _, metadata, ...asked }: Asked): Customer {
  const { business_name, individual_name, ...rest } = asked;
  return {
    ...customer,
    ...rest,
    ...(business_name && { business_name }),
    ...(individual_name && { individual_name }),
    metadata: withMetadata(customer.metadata, metadata),
  };
}

function withDefault(customer: Customer, { invoice_settings }: Asked): Customer {
  if (invoice_settings?.default_payment_method === undefined) return customer;
  const { default_payment_method } = invoice_settings;
  return {
    ...customer,
    invoice_settings: { ...customer.invoice_settings, default_payment_method },
  };
}

function blank(id: string, created: number): Customer {
  return {
    id,
    object: "customer",
    address: null,
    balance: 0,
    created,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: letters(`prefix ${id}`, 8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  };
}

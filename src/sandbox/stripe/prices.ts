import type Stripe from "stripe";
import { z } from "zod";
import { emit } from "./call";
import { isCreatedIn, listOf } from "./lists";
import { created, flag, integer, metadata, page, params, text, withMetadata } from "./params";
import { route } from "./route";
import type { Price, Product } from "./wire";

const recurring = z.strictObject({
  interval: z.enum(["month", "year"]),
  interval_count: integer.optional(),
});

const productParams = params<Stripe.ProductCreateParams>()({
  active: flag.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  name: text,
});
const productListParams = params<Stripe.ProductListParams>()({
  ...page,
  active: flag.optional(),
  created,
});
const priceParams = params<Stripe.PriceCreateParams>()({
  active: flag.optional(),
  currency: text,
  lookup_key: text.optional(),
  metadata: metadata.optional(),
  nickname: text.optional(),
  product: text,
  recurring: recurring.optional(),
  unit_amount: integer,
});
const priceListParams = params<Stripe.PriceListParams>()({
  ...page,
  active: flag.optional(),
  created,
  product: text.optional(),
});
const none = params<Stripe.PriceRetrieveParams>()({});

/** What is sold in Stripe Billing: one amount a price, once or every so many months or years. */
export const priceRoutes = [
  route("POST", "/v1/products", productParams, (call, asked) => {
    const { name, description = null, active = true } = asked;
    const product = call.state.put<Product>({
      ...plainProduct,
      ...{ id: call.state.newId("prod", 14), object: "product", active, name, description },
      ...{ created: call.at, updated: call.at, metadata: withMetadata({}, asked.metadata) },
    });
    emit(call, { type: "product.created", object: product });
    return product;
  }),
  route("GET", "/v1/products", productListParams, (call, asked) => {
    const wanted = call.state
      .all("product")
      .filter(isCreatedIn(asked.created))
      .filter(({ active }) => asked.active === undefined || active === asked.active);
    return listOf(wanted, asked, "/v1/products");
  }),
  route("GET", "/v1/products/:id", none, (call, _, id) => call.state.get("product", id)),
  route("POST", "/v1/prices", priceParams, (call, asked) => {
    const product = call.state.get("product", asked.product, "product");
    const { active = true, currency, lookup_key = null, nickname = null, unit_amount } = asked;
    const price = call.state.put<Price>({
      ...plainPrice,
      ...{ id: call.state.newId("price"), object: "price", active, currency, lookup_key, nickname },
      ...{ created: call.at, metadata: withMetadata({}, asked.metadata), product: product.id },
      ...{ unit_amount, unit_amount_decimal: String(unit_amount) },
      type: asked.recurring ? "recurring" : "one_time",
      recurring: asked.recurring
        ? {
            interval: asked.recurring.interval,
            interval_count: asked.recurring.interval_count ?? 1,
            ...{ meter: null, trial_period_days: null, usage_type: "licensed" },
          }
        : null,
    });
    emit(call, { type: "price.created", object: price });
    return price;
  }),
  route("GET", "/v1/prices", priceListParams, (call, asked) => {
    const wanted = call.state
      .all("price")
      .filter(isCreatedIn(asked.created))
      .filter(({ active }) => asked.active === undefined || active === asked.active)
      .filter(({ product }) => asked.product === undefined || product === asked.product);
    return listOf(wanted, asked, "/v1/prices");
  }),
  route("GET", "/v1/prices/:id", none, (call, _, id) => call.state.get("price", id)),
];

const plainProduct = {
  default_price: null,
  images: [],
  livemode: false,
  marketing_features: [],
  package_dimensions: null,
  shippable: null,
  statement_descriptor: null,
  tax_code: null,
  tax_details: null,
  type: "service",
  unit_label: null,
  url: null,
} satisfies Partial<Product>;

const plainPrice = {
  billing_scheme: "per_unit",
  custom_unit_amount: null,
  livemode: false,
  tax_behavior: "unspecified",
  tiers_mode: null,
  transform_quantity: null,
} satisfies Partial<Price>;

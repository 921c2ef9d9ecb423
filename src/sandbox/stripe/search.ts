import type Stripe from "stripe";
import { params, text } from "./params";
import { invalid } from "./refusal";
import { type Route, route } from "./route";
import type { Family, Stored } from "./wire";

const searchParams = params<Stripe.CustomerSearchParams>()({
  query: text,
  limit: text.optional(),
  page: text.optional(),
});

const searched: [Family, string][] = [
  ["charge", "/v1/charges"],
  ["customer", "/v1/customers"],
  ["invoice", "/v1/invoices"],
  ["payment_intent", "/v1/payment_intents"],
];

/**
 * Looking objects up by what they say, ours by their metadata above all. Stripe's own index is up to a minute
 * behind; this one is not.
 */
export const searchRoutes: Route[] = searched.map(([family, path]) =>
  route("GET", `${path}/search`, searchParams, (call, asked) => {
    const clauses = clausesIn(asked.query);
    const found = call.state
      .all(family)
      .filter((one) => clauses.every((clause) => says(one, clause)));
    const from = Number(asked.page ?? "0");
    const limit = Number(asked.limit ?? "10");
    const more = found.length > from + limit;
    return {
      object: "search_result",
      data: found.slice(from, from + limit),
      has_more: more,
      next_page: more ? String(from + limit) : null,
      url: `${path}/search`,
    };
  }),
);

type Clause = { field: string; key: string | undefined; value: string };

const clause = /^(\w+)(?:\[["']([^"']+)["']\])?:["']([^"']*)["']$/;

/** `metadata["row"]:"7" AND status:"open"`: equal fields, joined by AND. */
function clausesIn(query: string): Clause[] {
  return query.split(/\s+AND\s+/i).map((part) => {
    const [, field, key, value] = clause.exec(part.trim()) ?? [];
    if (field === undefined || value === undefined) {
      throw invalid(`We were unable to parse your search query: ${part}`, undefined, "query");
    }
    return { field, key, value };
  });
}

function says(object: Stored, { field, key, value }: Clause): boolean {
  const held = (object as unknown as Record<string, unknown>)[field];
  const said = key === undefined ? held : (held as Record<string, unknown> | null)?.[key];
  return String(said) === value;
}

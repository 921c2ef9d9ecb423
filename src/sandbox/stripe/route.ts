import type { z } from "zod";
import type { Call } from "./call";
import type { Form } from "./form";
import { parse } from "./params";

export type Method = "GET" | "POST" | "DELETE";

/** One address of the API. `read` checks what was sent; what it returns does the work. */
export type Route = {
  method: Method;
  /** As Stripe's reference writes it, `:id` where an id stands. */
  path: string;
  read(form: Form): { expand: string[]; run(call: Call, ids: string[]): object };
};

/** A route whose work gets its parameters checked and typed. */
export function route<S extends z.ZodType<{ expand: string[] }>>(
  method: Method,
  path: string,
  schema: S,
  work: (call: Call, asked: z.output<S>, id: string, second: string) => object,
): Route {
  return {
    method,
    path,
    read: (form) => {
      const asked = parse(schema, form);
      return {
        expand: (asked as { expand: string[] }).expand,
        run: (call, [id = "", second = ""]) => work(call, asked, id, second),
      };
    },
  };
}

/** The route an address belongs to, and the ids in it. */
export function matching(
  routes: Route[],
  method: string,
  path: string,
): { route: Route; ids: string[] } | undefined {
  const asked = path.split("/");
  for (const candidate of routes) {
    const ids = candidate.method === method ? idsIn(candidate.path, asked) : undefined;
    if (ids) return { route: candidate, ids };
  }
  return undefined;
}

function idsIn(pattern: string, asked: string[]): string[] | undefined {
  const parts = pattern.split("/");
  if (parts.length !== asked.length) return undefined;
  const fits = parts.every((part, at) => part.startsWith(":") || part === asked[at]);
  return fits ? asked.filter((_, at) => parts[at]?.startsWith(":")) : undefined;
}

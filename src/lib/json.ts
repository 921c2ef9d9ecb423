import superjson, { type SuperJSONResult } from "superjson";

/** The only way into and out of jsonb, job payloads and hydration: plain JSON refuses bigint. */
export function toJson(value: unknown): SuperJSONResult {
  return superjson.serialize(value);
}

export function fromJson<T>(stored: SuperJSONResult): T {
  return superjson.deserialize<T>(stored);
}

import { invalid } from "./refusal";
import type { State } from "./state";

/** Fields an object has only when they are asked for, by `family.field`. */
export type Includable = Record<string, (state: State, id: string) => unknown>;

type Json = Record<string, unknown>;

const deepest = 4;

/** The object with what was asked for in place of ids, as deep as Stripe allows. */
export function expanded(
  object: object,
  paths: string[],
  state: State,
  includable: Includable,
): object {
  return paths.reduce<object>((done, path) => {
    const names = path.split(".");
    if (names.length > deepest) {
      throw invalid(`You cannot expand more than ${deepest} levels of a property (${path}).`);
    }
    return reach(done, names, { path, state, includable }) as object;
  }, object);
}

type Reach = { path: string; state: State; includable: Includable };

function reach(value: unknown, [name, ...rest]: string[], how: Reach): unknown {
  if (name === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => reach(one, [name, ...rest], how));
  const object = value as Json;
  const held = heldIn(object, name, how);
  if (held === undefined) throw invalid(`This property cannot be expanded (${how.path}).`);
  const found = typeof held === "string" ? (how.state.byId(held) ?? held) : held;
  return { ...object, [name]: reach(found, rest, how) };
}

function heldIn(object: Json, name: string, { state, includable }: Reach): unknown {
  if (object[name] !== undefined) return object[name];
  return includable[`${object.object}.${name}`]?.(state, String(object.id));
}

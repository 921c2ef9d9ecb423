/** What a form-encoded body holds: texts, nested by the brackets of their names. */
export type Form = { [name: string]: Form | Form[] | string | string[] };

type Nested = Map<string, Nested | string>;

/** Reads `a[b][0]=c` as Stripe does. A name given twice keeps its last value. */
export function readForm(text: string): Form {
  const root: Nested = new Map();
  for (const [name, value] of new URLSearchParams(text)) place(root, pathOf(name), value);
  return plain(root) as Form;
}

function pathOf(name: string): string[] {
  const [, first = name, rest = ""] = /^([^[]*)((?:\[[^\]]*\])*)$/.exec(name) ?? [];
  return [first, ...[...rest.matchAll(/\[([^\]]*)\]/g)].map(([, key = ""]) => key)];
}

function place(into: Nested, [key = "", ...rest]: string[], value: string): void {
  const name = key === "" ? String(into.size) : key; // `a[]=x` counts on
  if (rest.length === 0) {
    into.set(name, value);
    return;
  }
  const known = into.get(name);
  const inner: Nested = known instanceof Map ? known : new Map();
  into.set(name, inner);
  place(inner, rest, value);
}

// Names 0, 1, 2 … are an array; anything else is an object.
function plain(nested: Nested): unknown {
  const entries = [...nested].map(
    ([key, value]) => [key, value instanceof Map ? plain(value) : value] as const,
  );
  const isArray = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  if (!isArray) return Object.fromEntries(entries);
  return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
}

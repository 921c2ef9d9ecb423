import { createHash } from "node:crypto";
import { missing } from "./refusal";
import type { Families, Family, Stored } from "./wire";

/** What the simulator remembers besides objects: what Stripe knows and does not show. */
export type Note = { key: string; value: unknown };

type Memory = {
  objects: Map<string, Stored>;
  families: Map<Family, Map<string, Stored>>;
  /** By the first word of their keys. */
  notes: Map<string, Map<string, unknown>>;
  count: number;
};

/** Something was put or is gone, or everything is but the count, so that no id comes twice. */
export type Change =
  | { object: Stored }
  | { gone: string }
  | { note: Note }
  | { count: number }
  | { emptied: true };

/** All the simulator knows. Objects are never changed in place: `put` takes the next version. */
export type State = {
  newId(prefix: string, length?: number): string;
  find<F extends Family>(family: F, id: string): Families[F] | undefined;
  /** Refused as Stripe does when there is none; `param` names the parameter it came by. */
  get<F extends Family>(family: F, id: string, param?: string): Families[F];
  /** Newest first. */
  all<F extends Family>(family: F): Families[F][];
  /** Any object by its id alone, as `expand` needs it. */
  byId(id: string): Stored | undefined;
  put<T extends Stored>(object: T): T;
  remove(id: string): void;
  note<T>(key: string): T | undefined;
  setNote(key: string, value: unknown): void;
  /** All whose keys begin with this word. */
  notes(word: string): Note[];
  empty(): void;
  /** What changed since the last time this was asked. */
  takeChanges(): Change[];
};

/** A state from what a store kept; ids follow from the seed and how many there are. */
export function openState(seed: string, kept: Change[] = []): State {
  const memory: Memory = { objects: new Map(), families: new Map(), notes: new Map(), count: 0 };
  let changes: Change[] = [];
  const apply = (change: Change) => {
    memory.count = applyTo(memory, change);
  };
  const record = (change: Change) => {
    apply(change);
    changes.push(change);
  };
  kept.forEach(apply);

  return {
    ...reads(memory),
    newId: (prefix, length = 24) => {
      record({ count: memory.count + 1 });
      return `${prefix}_${letters(`${seed}:${prefix}:${memory.count}`, length)}`;
    },
    put: (object) => {
      record({ object });
      return object;
    },
    remove: (id) => record({ gone: id }),
    setNote: (key, value) => record({ note: { key, value } }),
    empty: () => {
      record({ emptied: true });
      record({ count: memory.count });
    },
    takeChanges: () => {
      const taken = changes;
      changes = [];
      return taken;
    },
  };
}

function reads({ objects, families, notes }: Memory) {
  const find = <F extends Family>(family: F, id: string) =>
    families.get(family)?.get(id) as Families[F] | undefined;
  return {
    find,
    get: <F extends Family>(family: F, id: string, param?: string) => {
      const found = find(family, id);
      if (!found) throw missing(family, id, param);
      return found;
    },
    all: <F extends Family>(family: F) =>
      [...((families.get(family) as Map<string, Families[F]>)?.values() ?? [])].toReversed(),
    byId: (id: string) => objects.get(id),
    note: <T>(key: string) => notes.get(wordOf(key))?.get(key) as T | undefined,
    notes: (word: string) => [...(notes.get(word) ?? [])].map(([key, value]) => ({ key, value })),
  };
}

function applyTo({ objects, families, notes, ...memory }: Memory, change: Change): number {
  if ("count" in change) return change.count;
  if ("emptied" in change) {
    for (const all of [objects, families, notes]) all.clear();
  } else if ("object" in change) {
    const { object } = change;
    objects.set(object.id, object);
    within(families, object.object).set(object.id, object);
  } else if ("gone" in change) {
    const gone = objects.get(change.gone);
    objects.delete(change.gone);
    if (gone) families.get(gone.object)?.delete(gone.id);
  } else {
    const { key, value } = change.note;
    if (value === null) notes.get(wordOf(key))?.delete(key);
    else within(notes, wordOf(key)).set(key, value);
  }
  return memory.count;
}

function within<K, V>(maps: Map<K, Map<string, V>>, key: K): Map<string, V> {
  const known = maps.get(key) ?? new Map<string, V>();
  maps.set(key, known);
  return known;
}

function wordOf(key: string): string {
  return key.split(" ", 1)[0] ?? "";
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Letters and digits that follow from a text alone, so that a run can be repeated. */
export function letters(from: string, length: number): string {
  let made = "";
  for (let round = 0; made.length < length; round += 1) {
    const bytes = createHash("sha256").update(`${from}:${round}`).digest();
    made += [...bytes].map((byte) => alphabet[byte % alphabet.length]).join("");
  }
  return made.slice(0, length);
}

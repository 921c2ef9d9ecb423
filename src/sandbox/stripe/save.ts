import type { Change, State } from "./state";
import type { Store } from "./store";

/**
 * Writes down what changed since it was last called, one writing after the other.
 *
 * What could not be written is kept for the next time: it happened, and whoever asked for it got no answer.
 */
export function savingTo(store: Store | undefined, state: State): () => Promise<void> {
  let unwritten: Change[] = [];
  let before: Promise<void> = Promise.resolve();
  return () => {
    const mine = before.then(async () => {
      unwritten.push(...state.takeChanges());
      if (!store || unwritten.length === 0) {
        unwritten = [];
        return;
      }
      await store.write(unwritten);
      unwritten = [];
    });
    before = mine.catch(() => {});
    return mine;
  };
}

/** What is pressed between asking for the palette and its field being there; null while nobody waits. */
export type TypeAhead = string | null;

/** A press that waits for the field is text of it, or gives the waiting up; anything else is left alone. */
export function typedAhead(
  typed: string,
  press: { key: string; command: boolean; alt: boolean },
): { typed: TypeAhead; taken: boolean } {
  const { key, command, alt } = press;
  if (command || alt) return { typed, taken: false };
  if (key === "Escape") return { typed: null, taken: true };
  if (key === "Backspace") return { typed: typed.slice(0, -1), taken: true };
  return key.length === 1 ? { typed: typed + key, taken: true } : { typed, taken: false };
}

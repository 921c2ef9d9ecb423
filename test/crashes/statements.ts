/** The table a statement writes, in words; undefined where it only reads or locks. */
export function writtenBy(text: string): string | undefined {
  const withoutLocks = text.replace(/for (no key )?update/g, "");
  const table = /\b(?:insert into|update|delete from) "?([a-z_]+)/.exec(withoutLocks)?.[1];
  return table?.replaceAll("_", " ");
}

/**
 * Whether a statement is one that places are counted by: it writes, or begins or ends a transaction. What is
 * read depends on what a process knows already.
 */
export function isCounted(text: string): boolean {
  return isBegin(text) || text === "commit" || writtenBy(text) !== undefined;
}

export function isBegin(text: string): boolean {
  return /^(begin|start transaction)/.test(text);
}

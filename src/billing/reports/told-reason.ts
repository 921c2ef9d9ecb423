/**
 * Why an entry was made, as the account's people may read it. Of what staff booked only what moves credits by hand has a
 * reason for them, and says so where it is written; why a document was ended is for the audit record alone.
 */
export function toldReason({
  kind,
  actor,
  reason,
}: {
  kind: string;
  actor: string;
  reason: string;
}): string | null {
  const isForThem = ["grant", "revoke", "reverse"].includes(kind);
  return isForThem || !actor.startsWith("staff:") ? reason : null;
}

/** Bytes of a file from the first to the last, both included. */
export type ByteRange = { first: bigint; last: bigint };

type Asked = { range: string | null; ifRange: string | null };

/**
 * The part of a file a request asks for (RFC 9110, 14): null for all of it, as for what is no single range of
 * bytes, or for a part of another file than is there now; undefined where the file has no such part.
 */
export function partOf(
  { range, ifRange }: Asked,
  { size, etag }: { size: bigint; etag: string },
): ByteRange | null | undefined {
  if (range === null || (ifRange !== null && ifRange !== etag)) return null;
  const [, from, to] = /^bytes=(\d{0,18})-(\d{0,18})$/.exec(range.trim()) ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return null;
  const end = size - 1n;
  if (from === "") {
    const length = BigInt(to);
    return length === 0n ? undefined : { first: length > size ? 0n : size - length, last: end };
  }
  const first = BigInt(from);
  const last = to === "" || BigInt(to) > end ? end : BigInt(to);
  if (to !== "" && BigInt(to) < first) return null;
  return first > end ? undefined : { first, last };
}

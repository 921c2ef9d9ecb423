import { TRPCError } from "@trpc/server";

/** Enough for any one call, and for a thousand events. */
const mostBytes = 100_000;
const mostBytesOfEvents = 1_000_000;
/** A file of 5 MB as Base64, which only staff puts with the answer to a dispute. */
const mostBytesOfFile = 7_200_000;

export type BodyKind = "call" | "events" | "file";

const limits = { call: mostBytes, events: mostBytesOfEvents, file: mostBytesOfFile };

/** The body as text, refused as soon as it is known to be too large or of another kind. */
export async function readBody(request: Request, kind: BodyKind): Promise<string> {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json") {
    throw new TRPCError({
      code: "UNSUPPORTED_MEDIA_TYPE",
      message: "The body must be application/json",
    });
  }
  const limit = limits[kind];
  const text = await textWithin(request, limit);
  if (text === undefined) throw tooLarge(limit);
  return text;
}

/** The body as text, or undefined as soon as it is known to be larger than the limit. */
export async function textWithin(request: Request, limit: number): Promise<string | undefined> {
  const length = request.headers.get("content-length");
  if (Number(length ?? 0) > limit) return undefined;
  // The HTTP parser holds a body to the length it named; only without one it must be counted.
  if (length !== null || !request.body) return await request.text();

  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function tooLarge(limit: number): TRPCError {
  const message = `The body is larger than ${limit / 1000} kB`;
  return new TRPCError({ code: "PAYLOAD_TOO_LARGE", message });
}

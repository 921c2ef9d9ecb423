import { createHash } from "node:crypto";
import type { Form } from "./form";

/** Reads a `multipart/form-data` body, each of its bytes one character; a file tells its name, type and size. */
export function readParts(contentType: string, body: string): Form {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1];
  if (boundary === undefined) return {};
  const parts = body.split(`--${boundary}`).slice(1, -1);
  return Object.fromEntries(parts.flatMap(partOf));
}

function partOf(part: string): [string, Form | string][] {
  const end = part.indexOf("\r\n\r\n");
  const head = part.slice(0, end);
  const data = part.slice(end + 4, -2);
  const name = /[; ]name="([^"]*)"/.exec(head)?.[1];
  if (end < 0 || name === undefined) return [];
  const filename = /filename="([^"]*)"/.exec(head)?.[1];
  if (filename === undefined) return [[name, data]];
  const type = /content-type: *([^\r\n]+)/i.exec(head)?.[1] ?? "application/octet-stream";
  const kept = { name: Buffer.from(filename, "latin1").toString("utf8"), type };
  const sha256 = createHash("sha256").update(data, "latin1").digest("hex");
  return [[name, { ...kept, size: String(data.length), starts: data.slice(0, 8), sha256 }]];
}

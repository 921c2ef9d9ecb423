import type Stripe from "stripe";
import { z } from "zod";
import { integer, params, text } from "./params";
import { invalid } from "./refusal";
import { route } from "./route";
import type { File } from "./wire";

const file = z.strictObject({ name: text, type: text, size: integer, starts: text, sha256: text });
const createParams = params<Stripe.FileCreateParams>()({
  file,
  purpose: z.enum(["dispute_evidence"]),
});
const none = params<Stripe.FileRetrieveParams>()({});

// What evidence may be, by how its bytes begin, and the most of it: docs.stripe.com/file-upload.
const largest = 5 * 1_048_576;
const kinds = [
  { type: "pdf", mime: "application/pdf", starts: "%PDF-" },
  { type: "png", mime: "image/png", starts: "\x89PNG" },
  { type: "jpg", mime: "image/jpeg", starts: "\xff\xd8\xff" },
] as const;

/** Files that go with the answer to a dispute; what is in them is not kept. */
export const fileRoutes = [
  route("POST", "/v1/files", createParams, (call, { file: given, purpose }) => {
    if (given.size > largest) throw invalid("File exceeds the maximum size.", undefined, "file");
    const kind = kinds.find(
      ({ mime, starts }) => mime === given.type && given.starts.startsWith(starts),
    );
    if (!kind) throw invalid("Invalid file: unsupported format.", undefined, "file");
    const id = call.state.newId("file");
    return call.state.put<File>({
      ...{ id, object: "file", created: call.at, expires_at: null, filename: given.name },
      ...{ links: null, purpose, size: given.size, title: null, type: kind.type },
      url: `${call.baseUrl}/v1/files/${id}/contents`,
    });
  }),
  route("GET", "/v1/files/:id", none, (call, _, id) => call.state.get("file", id)),
];

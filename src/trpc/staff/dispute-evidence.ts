import { z } from "zod";
import { type FileField, fileFields, packField, textFields } from "@/billing/disputes/evidence";
import { getDisputeFigures, updateAssigned } from "@/billing/disputes/evidence-queries";
import { addFile, removeFile, saveEvidence } from "@/billing/disputes/write-evidence";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import type { AccountId, DisputeId } from "@/lib/ids";
import { ownerOf } from "../account-names";
import { evidencePackOf } from "../documents/evidence";
import { staffProcedure } from "../init";
import { disputeId, fields, flag, nothing, oneOf, says, text } from "../inputs";

const reads = staffProcedure("disputes:read");
const manages = staffProcedure("disputes:manage");

const field = oneOf(fileFields);

/** A text of several lines, which may be empty: the processor takes 20,000 characters of one. */
const longText = z.custom<string>(
  (value) =>
    value === "" ||
    (typeof value === "string" &&
      (value.trim() === "" || text(20_000).safeParse(value.replaceAll(/\r?\n|\t/g, " ")).success)),
  { error: says("must be readable text of at most 20,000 characters") },
);
const evidence = z.strictObject(
  Object.fromEntries(textFields.map((one) => [one, longText.optional()])),
  { error: says("must be texts by the processor's names of their fields") },
);

/** As a browser reads a file: its bytes as Base64. */
const bytes = z
  .custom<string>(
    (value) =>
      typeof value === "string" && value.length <= 7_000_000 && /^[\w+/]+={0,2}$/.test(value),
    { error: says("must be at most 5 MB, as Base64") },
  )
  .transform((value) => Buffer.from(value, "base64"));

/** How a dispute is answered: who sees to it, what is written, and the files that go with it. */
export const evidenceProcedures = {
  /** To whoever asks, or away from whoever had it. */
  assign: manages
    .input(fields({ disputeId, mine: flag }))
    .mutation(({ ctx, input }) =>
      write(ctx, input.disputeId, (tx, which) =>
        updateAssigned(tx, { ...which, to: input.mine ? ctx.actor.staffUserId : null }),
      ),
    ),

  /** The answer as far as it is written: all of its texts, each by the processor's name of its field. */
  saveEvidence: manages
    .input(fields({ disputeId, evidence }))
    .mutation(({ ctx, input }) =>
      write(ctx, input.disputeId, (tx, which) =>
        saveEvidence(tx, { ...which, evidence: given(input.evidence), by: ctx.actor.staffUserId }),
      ),
    ),

  /** A PDF, PNG or JPEG of up to 5 MB, in the place of the one its field has. */
  addFile: manages
    .input(fields({ disputeId, field, name: text(200), bytes }))
    .mutation(({ ctx, input: { disputeId: of, ...file } }) =>
      write(ctx, of, (tx, which) => addFile(tx, { ...which, ...file, by: ctx.actor.staffUserId })),
    ),

  removeFile: manages
    .input(fields({ disputeId, field }))
    .mutation(({ ctx, input }) =>
      write(ctx, input.disputeId, (tx, which) => removeFile(tx, { ...which, field: input.field })),
    ),

  /** DQ6: all we have to say for ourselves as one PDF, put with the answer. */
  attachPack: manages.input(fields({ disputeId })).mutation(async ({ ctx, input }) => {
    const accountId = await ownerOf(ctx.db, "dispute", input.disputeId);
    const pack = await evidencePackOf(ctx.db, accountId, input.disputeId);
    const file = { name: pack.name, bytes: Buffer.from(pack.bytes), field: packField as FileField };
    return await write(ctx, input.disputeId, (tx, which) =>
      addFile(tx, { ...which, ...file, by: ctx.actor.staffUserId }),
    );
  }),

  /** DQ4, DQ8: fees, how often charges are disputed, and how that ends by reason. */
  figures: reads
    .input(nothing)
    .query(({ ctx }) => readAs(ctx.db, { role: "tallybook_app" }, getDisputeFigures)),
};

type By = { db: Db; author: { actor: string; requestId: string } };

async function write<T>(
  { db, author }: By,
  of: DisputeId,
  work: (tx: Tx, which: { accountId: AccountId; disputeId: DisputeId }) => Promise<T>,
): Promise<T> {
  const accountId = await ownerOf(db, "dispute", of);
  return await inTransaction(db, (tx) => work(tx, { accountId, disputeId: of }), author);
}

function given(texts: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, said]) => (said === undefined ? [] : [[name, said]])),
  );
}

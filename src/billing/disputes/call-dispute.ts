import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { assert } from "@/lib/errors";
import type { DisputeId } from "@/lib/ids";
import { upToDate } from "../operate";
import type { CallKind } from "../payments/call-kinds";
import type { GatewayCall } from "../payments/call-queries";
import type { GatewayError, PaymentGateway } from "../payments/gateway";
import type { ProcessorDispute } from "../payments/processor-disputes";
import { lockAccounts } from "../snapshot";
import type { AnswerCall } from "./answer";
import {
  findAnswer,
  getFileBytes,
  listFilesToSend,
  noteAnswered,
  noteRefused,
  noteUploaded,
} from "./answer-queries";
import { applyDispute } from "./apply-dispute";

/** Gives a dispute up: asked for under its own id, and booked by what books news of it too. */
export const acceptCall: CallKind<ProcessorDispute> = {
  async ask({ db, gateway, call }) {
    return await gateway.closeDispute(await nameOf(db, call), call.id);
  },
  settle: (tx, call, answer) => settle(tx, call, { answer, how: "accepting" }),
  refused,
};

/** Sends an answer: its files first, each once under its own id, then all of it. */
export const submitCall: CallKind<ProcessorDispute> = {
  async ask({ db, gateway, call }) {
    const { accountId } = call;
    const name = await nameOf(db, call);
    const found = await readAs(db, { role: "tallybook_app" }, (tx) =>
      findAnswer(tx, accountId, disputeOf(call)),
    );
    const evidence = { ...found?.evidence, ...(await upload(db, gateway, call)) };
    return await gateway.submitEvidence(name, evidence, call.id);
  },
  settle: (tx, call, answer) => settle(tx, call, { answer, how: "submitting" }),
  refused,
};

async function settle(
  tx: Tx,
  call: GatewayCall,
  { answer, how }: { answer: ProcessorDispute; how: "accepting" | "submitting" },
) {
  const { accountId } = call;
  const { snapshot } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  await applyDispute(tx, answer);
  const { by } = call.request as AnswerCall;
  await noteAnswered(tx, { accountId, id: disputeOf(call) }, { by, how, at: snapshot.t });
  return { id: answer.id, status: answer.status };
}

async function refused(tx: Tx, call: GatewayCall, error: GatewayError): Promise<void> {
  const of = { accountId: call.accountId, id: disputeOf(call) };
  await noteRefused(tx, of, error.code ?? error.kind);
}

/** By field, the names of its files there. */
async function upload(
  db: Db,
  gateway: PaymentGateway,
  call: GatewayCall,
): Promise<Record<string, string>> {
  const { accountId } = call;
  const read = { role: "tallybook_app" } as const;
  const files = await readAs(db, read, (tx) => listFilesToSend(tx, accountId, disputeOf(call)));
  const there: Record<string, string> = {};
  for (const { id, field, name, type, processorFileId } of files) {
    if (processorFileId !== null) {
      there[field] = processorFileId;
      continue;
    }
    const bytes = await readAs(db, read, (tx) => getFileBytes(tx, accountId, id));
    const { fileId } = await gateway.uploadEvidence({ name, type, bytes }, id);
    await inTransaction(db, (tx) => noteUploaded(tx, { accountId, id }, fileId));
    there[field] = fileId;
  }
  return there;
}

async function nameOf(db: Db, call: GatewayCall): Promise<string> {
  const found = await readAs(db, { role: "tallybook_app" }, (tx) =>
    findAnswer(tx, call.accountId, disputeOf(call)),
  );
  assert(found, "what is answered is there");
  return found.processorDisputeId;
}

function disputeOf({ disputeId }: GatewayCall): DisputeId {
  assert(disputeId, "the call is of a dispute");
  return disputeId;
}

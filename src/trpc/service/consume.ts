import { z } from "zod";
import { unknownAccount } from "@/billing/catch-up";
import { coalescer } from "@/billing/credits/coalesce";
import type { ConsumeRequest, ConsumeResult } from "@/billing/credits/consume";
import type { Author } from "@/billing/decision";
import { hashRequest } from "@/billing/operate";
import { BillingError, type BillingErrorCode } from "@/lib/errors";
import { type AccountId, type ConsumptionId, type GrantId, newId } from "@/lib/ids";
import { reportError } from "@/lib/report-error";
import { accountNamed, accountsNamed } from "../account-names";
import { asTrpcError, internalSentence, refusalIn } from "../errors";
import { serviceProcedure } from "../init";
import { account, amount, code, fields, idempotencyKey, instant, metadata } from "../inputs";
import { asRefusal } from "../refuse-input";

const eventInput = fields({
  account,
  feature: code,
  quantity: amount,
  occurredAt: instant.optional(),
  metadata: metadata.optional(),
  idempotencyKey,
});

type Event = z.output<typeof eventInput>;

/** Spends credits for one event of use, once per key. */
export const consume = serviceProcedure("credits:write")
  .input(eventInput)
  .mutation(async ({ ctx, input }) => {
    const accountId = await accountNamed(ctx.db, input.account);
    const request = requestOf(input, accountId, ctx.author);
    const [result] = await coalescer(ctx.db).consume([request]);
    if (result?.status !== "fulfilled") throw result?.reason;
    const { value } = result;
    if ("facts" in value) throw new BillingError(value.status, value.message, value.facts);
    const { status, ...consumed } = value;
    return { ...consumed, replayed: status === "replayed" };
  });

const mostEvents = 1_000;

const batchInput = fields({
  // The events are parsed one by one, so that a malformed one does not refuse the others.
  events: z.custom<z.input<typeof eventInput>[]>(
    (value) => Array.isArray(value) && value.length >= 1 && value.length <= mostEvents,
    { error: `must be a list of 1 to ${mostEvents} events` },
  ),
});

export type BatchResult =
  | {
      idempotencyKey: string;
      status: "consumed" | "replayed";
      consumptionId: ConsumptionId;
      credits: bigint;
      burned: { grantId: GrantId; credits: bigint }[];
      overage: bigint;
      available: bigint;
    }
  | {
      idempotencyKey: string | null;
      status: BillingErrorCode | "internal";
      message: string;
      field?: string;
      needed?: bigint;
      available?: bigint;
    };

/** Many events at once, each answered for itself and in order: never all or nothing. */
export const consumeBatch = serviceProcedure("credits:write", eventsIn)
  .input(batchInput)
  .mutation(async ({ ctx, input }): Promise<{ results: BatchResult[] }> => {
    const parsed = input.events.map(parseEvent);
    const events = parsed.flatMap(({ event }) => event ?? []);
    const accounts = await accountsNamed(ctx.db, new Set(events.map((event) => event.account)));
    const requests = parsed.map(({ event }) => {
      const accountId = event && accounts.get(event.account);
      return accountId && requestOf(event, accountId, ctx.author);
    });
    const known = requests.flatMap((request) => request ?? []);
    const answers = (await coalescer(ctx.db).consume(known)).values();
    const results = parsed.map(({ event, refusal, key }, index): BatchResult => {
      if (!event) return refused(key, refusal);
      if (!requests[index]) return refused(key, unknownAccount());
      const answer = answers.next().value;
      if (answer?.status === "fulfilled") return resultOf(event, answer.value);
      return refused(key, answer?.reason, ctx.requestId);
    });
    return { results };
  });

/** Counted before anything is parsed, so that nonsense is not free. */
function eventsIn(input: unknown): number {
  const events =
    input !== null && typeof input === "object" && "events" in input ? input.events : null;
  return Array.isArray(events) ? Math.min(Math.max(events.length, 1), mostEvents) : 1;
}

type Parsed =
  | { event: Event; refusal?: undefined; key: string }
  | { event?: undefined; refusal: BillingError; key: string | null };

function parseEvent(given: unknown): Parsed {
  const parsed = eventInput.safeParse(given);
  if (parsed.success) return { event: parsed.data, key: parsed.data.idempotencyKey };
  const key =
    given !== null && typeof given === "object" && "idempotencyKey" in given
      ? idempotencyKey.safeParse(given.idempotencyKey).data
      : undefined;
  return { refusal: asRefusal(parsed.error), key: key ?? null };
}

function requestOf(event: Event, accountId: AccountId, author: Author): ConsumeRequest {
  const { feature, quantity, occurredAt = null, metadata = null, idempotencyKey } = event;
  return {
    accountId,
    author,
    id: newId<ConsumptionId>(),
    idempotencyKey,
    // One hash for both ways in: a key repeated through the other one is a replay too.
    requestHash: hashRequest("credits.consume", { feature, quantity, occurredAt, metadata }),
    feature,
    quantity,
    occurredAt,
    metadata,
  };
}

function resultOf({ idempotencyKey }: Event, result: ConsumeResult): BatchResult {
  if (!("facts" in result)) return { idempotencyKey, ...result };
  const { status, message, facts } = result;
  return { ...facts, idempotencyKey, status, message };
}

/** What one event is told, by the same rules as a call of its own. */
function refused(key: string | null, error: unknown, requestId?: string): BatchResult {
  const refusal = refusalIn(asTrpcError(error));
  if (!refusal && requestId) reportError(error, requestId);
  const { code: status, message } = refusal ?? { code: "internal", message: internalSentence };
  return { ...refusal?.facts, idempotencyKey: key, status, message };
}

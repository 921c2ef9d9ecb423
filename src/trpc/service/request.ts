import type { Author } from "@/billing/decision";
import { hashRequest, type Request } from "@/billing/operate";
import type { AccountId } from "@/lib/ids";

/**
 * A write as billing wants it asked. What makes two requests under one key the same is everything but
 * the key and the account, under which the key is looked up.
 */
export function keyedRequest(
  { author }: { author: Author },
  {
    accountId,
    procedure,
    input,
  }: { accountId: AccountId; procedure: string; input: { idempotencyKey: string } },
): Request {
  const { idempotencyKey, ...asked } = input;
  if ("account" in asked) delete asked.account;
  return {
    accountId,
    author,
    key: idempotencyKey,
    procedure,
    requestHash: hashRequest(procedure, asked),
  };
}

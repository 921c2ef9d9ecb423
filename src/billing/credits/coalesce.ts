import type { Db } from "@/db/client";
import { asBillingError } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { type ConsumeRequest, type ConsumeResult, consumeAll } from "./consume";

const laneCount = 4;
const largestCommit = 1_000;
const longestQueue = 5_000;

type Waiting = {
  request: ConsumeRequest;
  resolve: (result: ConsumeResult) => void;
  reject: (error: unknown) => void;
};

/**
 * Gathers single consumes and batches into few transactions without making anyone wait for a timer.
 *
 * Four lanes by hash of the account; a lane has one transaction in flight and takes, when it ends,
 * everything queued meanwhile. Idle, an event starts at once; busy, events batch by themselves. Answers
 * go out after COMMIT.
 */
export class Coalescer {
  private readonly lanes = Array.from({ length: laneCount }, () => ({
    queue: [] as Waiting[],
    running: false,
  }));
  private queued = 0;

  constructor(private readonly db: Db) {}

  /**
   * Answers in the order of the requests; refuses all of them when too many wait already.
   *
   * A rejected answer is our bug or a lost connection, and is that event's alone.
   */
  async consume(
    requests: readonly ConsumeRequest[],
  ): Promise<PromiseSettledResult<ConsumeResult>[]> {
    if (this.queued + requests.length > longestQueue) {
      throw new BillingError("retry_later", "Too many events are waiting. Try again in a moment.", {
        retryAfterSeconds: 1,
      });
    }
    return await Promise.allSettled(requests.map((request) => this.enqueue(request)));
  }

  private enqueue(request: ConsumeRequest): Promise<ConsumeResult> {
    const lane = this.lanes[laneOf(request.accountId)];
    return new Promise((resolve, reject) => {
      lane?.queue.push({ request, resolve, reject });
      this.queued += 1;
      if (lane && !lane.running) void this.run(lane);
    });
  }

  private async run(lane: { queue: Waiting[]; running: boolean }): Promise<void> {
    lane.running = true;
    // The rest of a batch is queued in this same turn; let it in.
    await Promise.resolve();
    while (lane.queue.length > 0) {
      const taken = lane.queue.splice(0, largestCommit);
      await this.commit(taken);
      this.queued -= taken.length;
    }
    lane.running = false;
  }

  private async commit(taken: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await consumeAll(
        this.db,
        taken.map(({ request }) => request),
      );
      for (const [index, { resolve, reject }] of taken.entries()) {
        const outcome = outcomes[index];
        if (outcome?.value) resolve(outcome.value);
        else reject(outcome?.error);
      }
    } catch (error) {
      const told = asBillingError(error);
      for (const { reject } of taken) reject(told);
    }
  }
}

/** Accounts keep to one lane, so that two lanes never wait for one another's locks. */
function laneOf(accountId: string): number {
  // The last digits of a UUIDv7 are random; its first are a clock.
  return Number.parseInt(accountId.slice(-4), 16) % laneCount;
}

const shared = globalThis as typeof globalThis & { tallybookCoalescer?: Coalescer };

/** One per process, however often a bundler loads this module. */
export function coalescer(db: Db): Coalescer {
  shared.tallybookCoalescer ??= new Coalescer(db);
  return shared.tallybookCoalescer;
}

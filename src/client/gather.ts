import type { BatchResult, Consume, Consumed, RefusedEvent } from "./credits";
import { TallybookError } from "./error";
import { pauseBefore, type Transport } from "./transport";

type Event = Consume & { idempotencyKey: string };
type Waiting = {
  event: Event;
  attempt: number;
  resolve: (consumed: Consumed) => void;
  reject: (error: unknown) => void;
};

/** What the server takes at once, a little less than its limits. */
const mostEvents = 1_000;
const mostBytes = 900_000;
const mostInFlight = 4;

/**
 * Sends consumes made at the same time as one batch and answers each for itself.
 *
 * Nobody waits for a timer: what is called in one turn of the event loop goes out together, and while
 * four requests are under way the next one gathers.
 */
export class Gatherer {
  private readonly waiting: Waiting[] = [];
  private inFlight = 0;
  private scheduled = false;

  constructor(private readonly transport: Transport) {}

  consume(event: Event): Promise<Consumed> {
    return new Promise((resolve, reject) => {
      this.add({ event, attempt: 0, resolve, reject });
    });
  }

  private add(one: Waiting): void {
    this.waiting.push(one);
    if (this.scheduled) return;
    this.scheduled = true;
    setTimeout(() => {
      this.scheduled = false;
      this.flush();
    }, 0);
  }

  private flush(): void {
    while (this.waiting.length > 0 && this.inFlight < mostInFlight) {
      this.inFlight += 1;
      void this.send(takeSome(this.waiting)).finally(() => {
        this.inFlight -= 1;
        this.flush();
      });
    }
  }

  private async send(taken: Waiting[]): Promise<void> {
    try {
      const events = taken.map(({ event }) => event);
      const { results } = await this.transport.tell<{ results: BatchResult[] }>(
        "service.credits.consumeBatch",
        { events },
      );
      for (const [index, one] of taken.entries()) this.settle(one, results[index]);
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
  }

  private settle(one: Waiting, result: BatchResult | undefined): void {
    if (result && !("message" in result)) {
      const { idempotencyKey: _, status, ...consumption } = result;
      one.resolve({ ...consumption, replayed: status === "replayed" });
    } else if (result?.status === "retry_later" && one.attempt < this.transport.retries) {
      void pauseBefore(one.attempt).then(() => this.add({ ...one, attempt: one.attempt + 1 }));
    } else {
      one.reject(errorOf(result));
    }
  }
}

function errorOf(refused: RefusedEvent | undefined): TallybookError {
  if (!refused) {
    const told = { code: "network", status: 200, requestId: null } as const;
    return new TallybookError("Tallybook left an event without an answer", told);
  }
  const { idempotencyKey: _, status: code, message, ...facts } = refused;
  return new TallybookError(message, { code, status: 200, requestId: null, facts });
}

function takeSome(waiting: Waiting[]): Waiting[] {
  let bytes = 0;
  let count = 0;
  for (const { event } of waiting) {
    bytes += sizeOf(event);
    if (count === mostEvents || (count > 0 && bytes > mostBytes)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

const encoder = new TextEncoder();

/** Near enough above what it will take on the wire, types of its values included. */
function sizeOf({ account, feature, idempotencyKey, metadata }: Event): number {
  const text = JSON.stringify([account, feature, idempotencyKey, metadata]);
  return encoder.encode(text).length + 300;
}

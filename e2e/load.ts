import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "./accounts";
import { call, type Reply, type Target } from "./call";
import { untilTrue } from "./until";

export type Asked = { account: Account; path: string; input: Record<string, unknown> };
export type Answer = {
  holdId?: string;
  consumptionId?: string;
  credits?: bigint;
  available?: bigint;
};
/** What a client was promised. */
export type Told = Asked & { answer: Answer; attempts: number };

/**
 * Clients that spend, hold, capture, release and grant without a pause.
 *
 * After a broken connection or a 503 each sends the same again under the same key until it is told;
 * only one in ten gives up after its first try, so that some requests nobody ever learns the end of.
 */
export class Load {
  readonly told: Told[] = [];
  readonly givenUp: Asked[] = [];
  /** Every answer that was neither a success nor a reason to try again. */
  readonly surprises: string[] = [];
  private statuses = new Map<number, number>();
  private readonly servedSince: number[] = [];
  private readonly clients: Promise<void>[];
  private stopping = false;

  constructor(
    private readonly target: Target,
    private readonly accounts: Account[],
    private readonly options: { clients: number; random: () => number; holdsUntil: Date },
  ) {
    this.clients = Array.from({ length: options.clients }, (_, client) => this.work(client));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.clients);
  }

  /** What came back since the last time it was asked, 0 for broken connections. */
  takeStatuses(): number[] {
    const taken = [...this.statuses.keys()].sort();
    this.statuses = new Map();
    return taken;
  }

  /** Until so many more have been told. */
  async untilToldMore(count: number): Promise<void> {
    const wanted = this.told.length + count;
    await untilTrue(() => this.told.length >= wanted, `${count} more answers`);
  }

  /** How long after an instant the first and the last client had an answer to what it sent since. */
  async recoveryMs(since: number): Promise<{ first: number; all: number }> {
    const served = () => this.servedSince.filter((sentAt) => sentAt >= since).length;
    await untilTrue(() => served() > 0, "an answer");
    const first = performance.now() - since;
    await untilTrue(() => served() === this.options.clients, "an answer to every client");
    return { first: Math.round(first), all: Math.round(performance.now() - since) };
  }

  private async work(client: number): Promise<void> {
    while (!this.stopping) await this.turn(client);
  }

  private async turn(client: number): Promise<void> {
    const { random, holdsUntil } = this.options;
    const account = this.accounts[Math.floor(random() * this.accounts.length)] as Account;
    const credits = BigInt(1 + Math.floor(random() * 9));
    const named = { account: account.externalId };
    const ask = (path: string, input: Record<string, unknown>) =>
      this.ask(client, { account, path: `service.credits.${path}`, input });
    const kind = random();
    if (kind < 0.6) {
      const use = { feature: "api_call", quantity: credits };
      await ask("consume", { ...named, ...use, idempotencyKey: randomUUID() });
    } else if (kind < 0.7) {
      const grant = { category: "goodwill", reason: "For the wait", credits };
      await ask("grant", { ...named, ...grant, idempotencyKey: randomUUID() });
    } else {
      const hold = { ...named, credits, expiresAt: holdsUntil, idempotencyKey: randomUUID() };
      const holdId = (await ask("hold", hold))?.holdId;
      if (!holdId) return;
      if (random() < 0.3) await ask("release", { holdId });
      else await ask("capture", { holdId, credits: 1n, idempotencyKey: randomUUID() });
    }
  }

  private async ask(client: number, asked: Asked): Promise<Answer | undefined> {
    for (let attempts = 1; ; attempts += 1) {
      const sentAt = performance.now();
      const reply = await call<Answer>(this.target, asked.path, asked.input);
      this.statuses.set(reply.status, (this.statuses.get(reply.status) ?? 0) + 1);
      if (reply.data) {
        this.servedSince[client] = sentAt;
        this.told.push({ ...asked, answer: reply.data, attempts });
        return reply.data;
      }
      if (!isWorthRetrying(reply)) {
        this.surprises.push(
          `${asked.path}: ${reply.status} ${reply.problem ?? reply.refusal?.code}`,
        );
        return undefined;
      }
      if (attempts === 1 && this.options.random() < 0.1) {
        this.givenUp.push(asked);
        return undefined;
      }
      await sleep(50 + 100 * this.options.random()); // as a polite client does
    }
  }
}

function isWorthRetrying({ status, refusal, problem }: Reply<unknown>): boolean {
  return problem === undefined && (status === 0 || refusal?.code === "retry_later");
}

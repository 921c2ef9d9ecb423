import fc from "fast-check";
import type { BillingError } from "@/lib/errors";
import type { GrantId, HoldId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import { type Customer, setClock } from "../books";

/** One thing an app backend does; `of` picks among the account's grants or holds so far. */
export type Act =
  | { do: "wait"; hours: number }
  | { do: "grant"; credits: bigint; priority: number; days: number | null }
  | { do: "consume"; credits: bigint; hoursAgo: number }
  | { do: "hold"; credits: bigint; hours: number }
  | { do: "capture"; of: number; credits: bigint }
  | { do: "release"; of: number }
  | { do: "revoke"; of: number; credits: bigint | null }
  | { do: "pay" };

const credits = fc.bigInt({ min: 1n, max: 700n });
const of = fc.nat({ max: 7 });

/** `late` lets use name an earlier time; `longest` is the longest wait in hours. */
export function anyActs({ late, longest }: { late: boolean; longest: number }) {
  const act: fc.Arbitrary<Act> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("wait"),
        hours: fc.integer({ min: 0, max: longest }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("consume"),
        credits,
        hoursAgo: late ? fc.constantFrom(0, 0, 1, 5, 800) : fc.constant(0),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("grant"),
        credits,
        priority: fc.constantFrom(40, 50, 60),
        days: fc.constantFrom(null, 1, 3, 40),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("hold"),
        credits,
        hours: fc.constantFrom(1, 30, 800),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("capture"), of, credits }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("release"), of }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("revoke"), of, credits: fc.option(credits) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("pay") }) },
  ) as fc.Arbitrary<Act>;
  return fc.array(act, { minLength: 4, maxLength: 16 });
}

/** What each act answered: its figures, or the code it was refused with. */
export type Answer = Record<string, bigint> | string;

/** Carries acts out on an account, remembering what they may refer to. */
export class Actor {
  readonly holds: HoldId[] = [];
  readonly grants: GrantId[] = [];

  constructor(
    readonly customer: Customer,
    public now: Date,
  ) {}

  async act(act: Act): Promise<Answer> {
    try {
      return await this.carryOut(act);
    } catch (error) {
      const { code } = error as BillingError;
      if (code === undefined) throw error;
      return code;
    }
  }

  private async carryOut(act: Act): Promise<Answer> {
    const { customer, now } = this;
    switch (act.do) {
      case "wait":
        this.now = await setClock(addSeconds(now, act.hours * 3600), customer.db);
        return {};
      case "grant": {
        const expiresAt = act.days === null ? null : addSeconds(now, act.days * 86_400);
        const given = await customer.grant(act.credits, { priority: act.priority, expiresAt });
        this.grants.push(given.grantId);
        return { balance: given.balance };
      }
      case "consume": {
        const occurredAt = act.hoursAgo === 0 ? null : addSeconds(now, -act.hoursAgo * 3600);
        const used = await customer.consume(act.credits, { occurredAt });
        return "available" in used
          ? { available: used.available, overage: used.overage }
          : used.status;
      }
      case "hold": {
        const held = await customer.hold(act.credits, addSeconds(now, act.hours * 3600));
        this.holds.push(held.holdId);
        return { available: held.available };
      }
      case "capture": {
        const { released, available } = await customer.capture(this.holdOf(act.of), act.credits);
        return { released, available };
      }
      case "release": {
        const { released, available } = await customer.release(this.holdOf(act.of));
        return { released, available };
      }
      case "revoke": {
        const grantId = this.grants[act.of % Math.max(this.grants.length, 1)];
        if (!grantId) return "none";
        const { revoked, available } = await customer.revoke(grantId, act.credits);
        return { revoked, available };
      }
      case "pay": {
        await customer.balance(); // catches up: a draft may be due for issue
        const open = (await customer.invoices()).find(({ status }) => status === "issued");
        if (!open) return "none";
        await customer.pay(open.id);
        return {};
      }
    }
  }

  private holdOf(index: number): HoldId {
    return (
      this.holds[index % Math.max(this.holds.length, 1)] ??
      ("00000000-0000-7000-8000-000000000000" as HoldId)
    );
  }
}

/** Goes to `now` by every instant at which something falls due on the account, and reads it there. */
export async function runPromptly(customer: Customer, now: Date): Promise<void> {
  for (;;) {
    const row = await customer.db
      .selectFrom("account_books")
      .where("account_id", "=", customer.id)
      .where("due_at", "<=", now)
      .select("due_at")
      .executeTakeFirst();
    if (!row?.due_at) break;
    await setClock(row.due_at, customer.db);
    await customer.balance();
  }
  await setClock(now, customer.db);
}

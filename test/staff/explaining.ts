import { randomUUID } from "node:crypto";
import type { Actor } from "@/auth/actor";
import type { staffFigures } from "@/billing/reports/explanation";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import type { Customer } from "../books";

export type Figure = (typeof staffFigures)[number];

/** Staff's procedures in a customer's books. */
export function staffOf({ db }: Customer) {
  const actor: Actor = {
    ...{ kind: "staff", fresh: true, role: "support", name: "Sam", staffUserId: randomUUID() },
    sessionId: randomUUID(),
  };
  return createCallerFactory(staffRouter)({ db, actor, requestId: "test" });
}

/** How staff ask for the explanation of a figure of the customer. */
export function asked(customer: Customer) {
  const caller = staffOf(customer);
  return (figure: Figure, id: string | null = null, at: Date | null = null) =>
    caller.accounts.explain({ account: customer.id, figure, id, at });
}

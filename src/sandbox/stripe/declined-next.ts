import type { Call } from "./call";
import type { Decline } from "./cards";
import type { State } from "./state";

const anybody = "*";

/** The next payment of somebody is refused, whatever their card; once for every time this is asked. */
export function declineNext(state: State, whose: string | undefined, decline: Decline): void {
  const key = `decline ${whose ?? anybody}`;
  state.setNote(key, [...(state.note<Decline[]>(key) ?? []), decline]);
}

/** What a customer's payment is to be refused with now; it is used up by asking. */
export function takeDecline(call: Call, customerId: string | null): Decline | undefined {
  const customer = customerId === null ? undefined : call.state.find("customer", customerId);
  const names = customer ? [customer.id, ...Object.values(customer.metadata)] : [];
  for (const name of [...names, anybody]) {
    const key = `decline ${name}`;
    const [next, ...rest] = call.state.note<Decline[]>(key) ?? [];
    if (!next) continue;
    call.state.setNote(key, rest.length > 0 ? rest : null);
    return next;
  }
  return undefined;
}

import type { Call } from "./call";

/** Leaves something to be done by itself, so many seconds from now on the sandbox's clock. */
export function leaveFor(
  call: Call,
  what: "dispute" | "refund-fails" | "refund-succeeds" | "tax-id-checked",
  { id, seconds }: { id: string; seconds: number },
): void {
  call.state.setNote(`later ${what} ${id}`, { what, id, dueAt: call.at + seconds });
}

import type { Strike } from "./faults";
import { dies } from "./victim";

/** What Stripe does to the next two calls of whoever comes, once somebody is gone there. */
const troubles = ["500-before", "500-after", "reset-after", "timeout-after"] as const;
type FlowTrouble = (typeof troubles)[number];

export function isTrouble(fault: FlowFault): fault is FlowTrouble {
  return (troubles as readonly FlowFault[]).includes(fault);
}

/** What can happen at any place of a flow (FAULTS §3.1). */
export const flowFaults = [
  "kill web",
  "kill worker",
  "kill Postgres",
  "drop connection",
  ...troubles,
  "duplicate webhook",
  "webhook first",
] as const;

export type FlowFault = (typeof flowFaults)[number];

/** Those that happen to a process which is not gone by itself. */
export function strikeOf(fault: FlowFault, { twin }: { twin: () => void }): Strike {
  switch (fault) {
    case "drop connection":
      return dies;
    case "kill Postgres":
      // One backend killed, and the postmaster throws away what all share and recovers from its log.
      return { cutsOff: true, hit: ({ processID }) => void process.kill(processID, "SIGKILL") };
    case "duplicate webhook":
      return { cutsOff: false, hit: twin };
    default:
      throw new Error(`${fault} is not done from here`);
  }
}

import type { Backlog } from "./event-work-queries";
import type { Finding } from "./examine";

/** A worker that runs works an event in seconds; five minutes of a burst are fine. */
const longestLagSeconds = 300;

/** Whether what Stripe told us is worked: what somebody must look at, with what to do about it. */
export function examineBacklog({ due, waiting, lost, dead, lagSeconds }: Backlog): Finding {
  const isLate = lagSeconds > longestLagSeconds;
  const counts = [
    [due, "due"],
    [waiting, "waiting for what they are about"],
    [dead, "given up"],
  ] as const;
  const said = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const since = lagSeconds > 0 ? `, the eldest for ${lagSeconds} s` : "";
  return {
    what: "events",
    ok: !isLate && lost === 0,
    warns: dead > 0,
    found: said.length === 0 ? "all are worked" : `${said.join(", ")}${since}`,
    fix: [
      ...(isLate ? ["See that a worker runs with STRIPE_SECRET_KEY, and what its log says."] : []),
      ...(lost > 0
        ? [`${lost} wait for more than ten minutes: see on the staff page what they are about.`]
        : []),
      ...(dead > 0 ? ["See on the staff page why, and replay them once that is mended."] : []),
    ].join("\n"),
  };
}

import { Counter } from "prom-client";
import type { Db } from "@/db/client";
import { reportError } from "@/lib/report-error";
import { type Inbox, receiveEvent } from "@/stripe/receive";
import { mostBytes } from "@/stripe/signed-event";
import { textWithin } from "@/trpc/read-body";
import { metricOf } from "../../metric";
import { answer } from "../../probe";

const deliveries = "tallybook_stripe_deliveries_total";

/** Answers a delivery: 200 once it is stored, 400 where nobody proves it is Stripe's, else 503 (FAULTS W5, W9). */
export async function answerDelivery(
  request: Request,
  { db, inbox, at }: { db: Db; inbox: Inbox; at: Date },
): Promise<Response> {
  try {
    const body = await textWithin(request, mostBytes);
    const signature = request.headers.get("stripe-signature");
    const received =
      body === undefined
        ? "refused"
        : await receiveEvent(db, { body, signature }, { ...inbox, at });
    counter().inc({ result: received });
    if (received === "refused") return answer({ error: "Not signed by Stripe." }, 400);
    return answer({ received }, 200);
  } catch (error) {
    // Stripe tries again for days; an answer of 200 before it is stored would be the end of it.
    counter().inc({ result: "failed" });
    return answer({ error: "Not stored. Try again.", errorId: reportError(error) }, 503);
  }
}

function counter(): Counter {
  const help = "What Stripe delivered, by what became of it.";
  return metricOf(
    deliveries,
    () => new Counter({ name: deliveries, help, labelNames: ["result"] }),
  );
}

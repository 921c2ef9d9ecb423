import { serverDb } from "@/db/server";
import { stripeInbox } from "@/env";
import { answer } from "../../probe";
import { answerDelivery } from "./answer";

export const dynamic = "force-dynamic";

/** Where Stripe delivers events: stored, then answered. What they mean is found out later. */
export async function POST(request: Request): Promise<Response> {
  const inbox = stripeInbox();
  if (!inbox) return answer({ error: "Stripe is not set up here." }, 404);
  return await answerDelivery(request, { db: serverDb(), inbox, at: new Date() });
}

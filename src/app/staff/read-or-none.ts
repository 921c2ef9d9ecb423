import { notFound } from "next/navigation";
import { BillingError } from "@/lib/errors";

/** What a page is about, or the page that says there is none: nothing of it is shown before it is read whole. */
export async function readOrNone<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    if (cause instanceof BillingError && none.includes(cause.code)) notFound();
    throw error;
  }
}

const none = ["not_found", "unknown_account"];

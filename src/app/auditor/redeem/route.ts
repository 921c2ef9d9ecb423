import { spendAuditorRate } from "@/auth/auditor-links";
import { openAuditorLink } from "@/auth/auditors";
import { isOwnForm } from "@/auth/same-origin";
import { addressOf } from "@/auth/sessions";
import { BillingError } from "@/lib/errors";
import { fieldsOf, refused, seeOther } from "../../see-other";

/** Swaps what a link ends with for a cookie and goes to a clean address. */
export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  const code = (await fieldsOf(request)).get("code");
  try {
    await spendAuditorRate(`from:${addressOf(request.headers) ?? "unknown"}`, 3);
  } catch (error) {
    if (error instanceof BillingError) return new Response(`${error.message}\n`, { status: 429 });
    throw error;
  }
  return seeOther((await openAuditorLink(code)) ? "/auditor" : "/auditor/ended");
}

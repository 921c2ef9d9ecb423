import { after } from "next/server";
import { requestEmailLink } from "@/auth/email-links";
import { isOwnForm } from "@/auth/same-origin";
import { addressOf } from "@/auth/sessions";
import { refused, seeOther } from "../../see-other";

/** Sends a sign-in link. The answer is the same, and as quick, for an address nobody has. */
export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  const form = await request.formData();
  const send = await requestEmailLink({
    realm: form.get("realm") === "staff" ? "staff" : "customer",
    email: String(form.get("email") ?? ""),
    ip: addressOf(request.headers),
  });
  after(send);
  return seeOther("/sign-in/email/sent");
}

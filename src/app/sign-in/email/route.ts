import { after } from "next/server";
import { getLocale } from "next-intl/server";
import { requestEmailLink } from "@/auth/email-links";
import { languageOf } from "@/auth/mail";
import { isOwnForm } from "@/auth/same-origin";
import { addressOf } from "@/auth/sessions";
import { refused, seeOther } from "../../see-other";

/** Writes a sign-in link. The answer is the same, and as quick, for an address nobody has. */
export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  const form = await request.formData();
  const write = await requestEmailLink({
    realm: form.get("realm") === "staff" ? "staff" : "customer",
    email: String(form.get("email") ?? ""),
    ip: addressOf(request.headers),
    language: languageOf(await getLocale()),
  });
  after(write);
  return seeOther("/sign-in/email/sent");
}

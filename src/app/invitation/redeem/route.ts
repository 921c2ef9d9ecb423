import { getLocale } from "next-intl/server";
import { looksLikeCode } from "@/auth/codes";
import { isPersonName } from "@/auth/person-name";
import { isOwnForm } from "@/auth/same-origin";
import { signInByInvitation } from "@/auth/sign-in";
import { isLanguage } from "@/messages/locales";
import { fieldsOf, refused, seeOther } from "../../see-other";

/** Uses an invitation up. Of any number of posts, one gets in. */
export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  const form = await fieldsOf(request);
  const code = form.get("code");
  const given = form.get("name");
  // Only somebody new is asked for a name; what they typed wrong they may type again.
  const name = typeof given === "string" ? given.trim().normalize("NFC") : undefined;
  if (name !== undefined && !isPersonName(name)) {
    return seeOther(looksLikeCode(code) ? `/invitation/${code}?name=bad` : "/invitation/expired");
  }
  const locale = await getLocale();
  const outcome = await signInByInvitation({
    code,
    name,
    locale: isLanguage(locale) ? locale : null,
  });
  if (!outcome) return seeOther("/invitation/expired");
  return seeOther(outcome === "joined" ? "/" : "/settings?joined=already");
}

import { isOwnForm } from "@/auth/same-origin";
import { signInByPortalLink } from "@/auth/sign-in";
import { refused, seeOther } from "../../see-other";

/** Swaps the code for a cookie and goes to a clean address. Of any number of posts, one gets in. */
export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  const form = await request.formData();
  return seeOther((await signInByPortalLink(form.get("code"))) ? "/" : "/portal-session/expired");
}

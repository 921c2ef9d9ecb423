import { loadsFrame } from "@/auth/frames";
import { isOwnForm } from "@/auth/same-origin";
import { signInByPortalLink } from "@/auth/sign-in";
import { fieldsOf, refused, seeOther } from "../../see-other";

/** Swaps the code for a cookie and goes to a clean address. Of any number of posts, one gets in. */
export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  const code = (await fieldsOf(request)).get("code");
  const opened = await signInByPortalLink(code, { inFrame: loadsFrame(request.headers) });
  return seeOther(opened ? "/" : "/portal-session/expired");
}

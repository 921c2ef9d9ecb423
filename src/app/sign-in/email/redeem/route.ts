import { landing } from "@/auth/options";
import { isOwnForm } from "@/auth/same-origin";
import { signInByEmail } from "@/auth/sign-in";
import { refused, seeOther } from "../../../see-other";

export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  const form = await request.formData();
  const realm = await signInByEmail(form.get("code"));
  return seeOther(realm ? landing(realm) : "/portal-session/expired");
}

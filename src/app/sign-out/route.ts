import { signInPage } from "@/auth/options";
import { isOwnForm } from "@/auth/same-origin";
import { signOut } from "@/auth/sessions";
import { wayIn } from "@/auth/way-in";
import { refused, seeOther } from "../see-other";

export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  const realm = new URL(request.url).searchParams.get("realm") === "staff" ? "staff" : "customer";
  const next = realm === "staff" ? signInPage(realm) : await wayIn();
  await signOut(realm);
  return seeOther(next);
}

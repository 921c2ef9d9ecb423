import { switchHere } from "@/auth/accounts";
import { isOwnForm } from "@/auth/same-origin";
import { fieldsOf, refused, seeOther } from "../see-other";

/**
 * Goes to the overview: what stood in the address belongs to the account left behind. So it does when
 * nothing was switched; the list there holds what can be.
 */
export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  await switchHere((await fieldsOf(request)).get("account"));
  return seeOther("/");
}

import { chooseLanguage } from "@/auth/languages";
import { isOwnForm } from "@/auth/same-origin";
import { backTo, fieldsOf, refused, seeOther } from "../see-other";

/** Shows the same page again, in the language chosen. */
export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  await chooseLanguage((await fieldsOf(request)).get("language"));
  return seeOther(backTo(request.headers));
}

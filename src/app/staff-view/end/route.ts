import { isOwnForm } from "@/auth/same-origin";
import { endStaffView } from "@/auth/staff-view";
import { backToCustomer } from "@/ui/customers/address";
import { fieldsOf, refused, seeOther } from "../../see-other";

/** Ends looking on, and goes back to the customer's page in the console. */
export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  const back = (await fieldsOf(request)).get("back");
  const account = await endStaffView();
  return seeOther(account ? backToCustomer(account, back) : "/staff");
}

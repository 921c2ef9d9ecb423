import { isOwnForm } from "@/auth/same-origin";
import { openStaffView } from "@/auth/staff-view";
import { backToCustomer } from "@/ui/customers/address";
import { fieldsOf, refused, seeOther } from "../../../../see-other";

/**
 * Opens the portal as the customer sees it, read-only: instead of the console or, where the form says so,
 * beside the customer's page. Whoever may not comes back to where they were.
 */
export async function POST(request: Request, context: { params: Promise<{ id: string }> }) {
  if (!isOwnForm(request.headers)) return refused();
  const { id } = await context.params;
  const fields = await fieldsOf(request);
  const opened = await openStaffView(id, fields.get("reason"));
  const beside = fields.get("beside");
  return seeOther(opened && beside === null ? "/" : backToCustomer(id, opened ? beside : null));
}

import { isOwnForm } from "@/auth/same-origin";
import { openStaffView } from "@/auth/staff-view";
import { fieldsOf, refused, seeOther } from "../../../../see-other";

/** Opens the portal as the customer sees it, read-only; whoever may not comes back to where they were. */
export async function POST(request: Request, context: { params: Promise<{ id: string }> }) {
  if (!isOwnForm(request.headers)) return refused();
  const { id } = await context.params;
  const opened = await openStaffView(id, (await fieldsOf(request)).get("reason"));
  return seeOther(opened ? "/" : `/staff/customers/${encodeURIComponent(id)}`);
}

import { closeAuditorSession } from "@/auth/auditors";
import { isOwnForm } from "@/auth/same-origin";
import { refused, seeOther } from "../../see-other";

export async function POST(request: Request) {
  if (!isOwnForm(request.headers)) return refused();
  await closeAuditorSession();
  return seeOther("/auditor/ended");
}

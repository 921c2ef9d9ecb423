import { notFound } from "next/navigation";
import { landing } from "@/auth/options";
import { signInPersona } from "@/auth/sign-in";
import { seeOther } from "../../../see-other";

/**
 * One click signs in as a persona of the story. A GET, because there is nothing to protect: every
 * persona is open to everybody at this machine, and outside a sandbox none exists.
 */
export async function GET(_: Request, context: { params: Promise<{ persona: string }> }) {
  const { persona } = await context.params;
  const realm = await signInPersona(persona);
  if (!realm) notFound();
  return seeOther(landing(realm));
}

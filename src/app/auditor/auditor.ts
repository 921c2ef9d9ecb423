import { redirect } from "next/navigation";
import { cache } from "react";
import { getAuditor } from "@/auth/actor";
import { auditorCaller } from "@/trpc/server";

/** An auditor's procedures, as the link of who looks lets them call; whoever has none that stands is told so. */
export const auditor = cache(async () => {
  const actor = (await getAuditor()) ?? redirect("/auditor/ended");
  return { link: actor.link, caller: await auditorCaller(actor) };
});

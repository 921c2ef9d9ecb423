import { redirect } from "next/navigation";
import { cache } from "react";
import { getStaffActor, type StaffActor } from "@/auth/actor";
import { staffCaller } from "@/trpc/server";

/** Who of us looks at this page; whoever is not signed in is sent to do so. Every page asks for itself. */
export const staffMember = cache(async (): Promise<StaffActor> => {
  return (await getStaffActor()) ?? redirect("/staff/sign-in");
});

/** Staff's procedures as this one of us may call them. */
export const staff = cache(async () => staffCaller(await staffMember()));

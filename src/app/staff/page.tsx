import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getStaffActor } from "@/auth/actor";
import { Shell } from "@/ui/shell";

export const metadata: Metadata = { title: "Staff" };
export const dynamic = "force-dynamic";

export default async function StaffPage() {
  const actor = await getStaffActor();
  if (!actor) redirect("/staff/sign-in");
  return (
    <Shell who={actor.name} signOutTo="/sign-out?realm=staff">
      <h1 className="mb-4 font-serif text-figure">{actor.name}</h1>
      <p className="text-muted">You are signed in as staff, with the role “{actor.role}”.</p>
    </Shell>
  );
}

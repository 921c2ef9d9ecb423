import { redirect } from "next/navigation";
import { cache } from "react";
import { type CustomerActor, getActor } from "@/auth/actor";
import { wayIn } from "@/auth/way-in";
import { portalCaller } from "@/trpc/server";

/** Who looks at this page; whoever is not signed in is sent to do so. Every page asks for itself. */
export const customer = cache(async (): Promise<CustomerActor> => {
  return (await getActor()) ?? redirect(await wayIn());
});

/** The portal's procedures as this customer may call them. */
export const portal = cache(async () => portalCaller(await customer()));

/** Whose page it is, and the zone all its times are told in; read once per request. */
export const account = cache(async () => (await portal()).overview.account());

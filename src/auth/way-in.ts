import { headers } from "next/headers";
import { loadsFrame } from "./frames";
import { isEmbedded } from "./sessions";

/** Whether this request comes from a frame of another page, by its cookie or by what the browser says. */
export async function isInFrame(): Promise<boolean> {
  return (await isEmbedded()) || loadsFrame(await headers()) === true;
}

/** Where whoever is not signed in goes. In a frame nobody can sign in: the page around it opens it anew. */
export async function wayIn(): Promise<string> {
  return (await isInFrame()) ? "/portal-session/ended" : "/sign-in";
}

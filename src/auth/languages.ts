import { cookies } from "next/headers";
import { serverDb } from "@/db/server";
import { inTransaction } from "@/db/transaction";
import { env } from "@/env";
import { isLanguage, localeCookie } from "@/messages/locales";
import { setUserLocale } from "./account-queries";
import { getActor } from "./actor";
import { inFrames } from "./cookies";
import { isInFrame } from "./way-in";

const inTabs = { sameSite: "lax", secure: env.PUBLIC_URL.startsWith("https://") } as const;
const year = 365 * 24 * 3600;

/**
 * Answers in this language from now on: a user's choice is kept with the user, anybody else's in the
 * browser. Anything but a language we have means "as the browser asks".
 */
export async function chooseLanguage(wish: unknown): Promise<void> {
  const locale = isLanguage(wish) ? wish : null;
  const actor = await getActor();
  if (actor?.userId) {
    const { userId } = actor;
    await inTransaction(serverDb(), (tx) => setUserLocale(tx, { userId, locale }));
  }
  // Also here, so that the sign-in page is in the language last used.
  (await cookies()).set(localeCookie, locale ?? "", {
    path: "/",
    httpOnly: true,
    maxAge: locale ? year : 0,
    ...((await isInFrame()) ? inFrames : inTabs),
  });
}

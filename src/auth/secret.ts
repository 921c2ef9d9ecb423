import { env } from "@/env";

/** What encrypts the cookies. The sandbox's supervisor makes one; production must be given one. */
export function authSecret(): string {
  if (!env.NEXTAUTH_SECRET) {
    throw new Error("No sign-in without NEXTAUTH_SECRET: set it to 32 or more random characters.");
  }
  return env.NEXTAUTH_SECRET;
}

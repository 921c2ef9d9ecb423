import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { serverDb } from "@/db/server";
import { env } from "@/env";
import { authOptions } from "./options";
import type { Realm } from "./roles";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's endpoints, for whichever realm the provider or the question names. */
export async function handleAuth(request: NextRequest, context: Context): Promise<Response> {
  // The only way to tell next-auth 4 its address; the Host header is not to be trusted with it.
  // biome-ignore lint/style/noProcessEnv: written, not read.
  process.env.NEXTAUTH_URL = env.PUBLIC_URL;

  const { nextauth } = await context.params;
  const options = await authOptions(serverDb(), realmOf(nextauth, request));
  const answer: Response = await NextAuth(request, context, options);
  answer.headers.set("Cache-Control", "private, no-store");
  return answer;
}

function realmOf([, provider]: string[], request: NextRequest): Realm {
  if (provider) return provider === "oidc-staff" ? "staff" : "customer";
  return request.nextUrl.searchParams.get("realm") === "staff" ? "staff" : "customer";
}

import type { NextRequest } from "next/server";
import { handleAuth } from "@/auth/handler";

type Context = { params: Promise<{ nextauth: string[] }> };

export async function GET(request: NextRequest, context: Context) {
  return await handleAuth(request, context);
}

export async function POST(request: NextRequest, context: Context) {
  return await handleAuth(request, context);
}

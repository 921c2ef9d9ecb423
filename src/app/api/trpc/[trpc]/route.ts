import { serverDb } from "@/db/server";
import { answerApi } from "@/trpc/http";

export const dynamic = "force-dynamic";

function answer(request: Request): Promise<Response> {
  return answerApi(request, serverDb());
}

export { answer as GET, answer as POST };

import type { inferProcedureInput } from "@trpc/server";
import { reportError } from "@/lib/report-error";
import type { AppRouter } from "@/trpc/root";
import { staff } from "../staff";
import { Ask } from "./acts";

type Wish = inferProcedureInput<AppRouter["staff"]["exports"]["count"]>;

/** The button that makes a file of what a list shows. Whoever may not have it sees none; the list stands without. */
export async function ExportOf({ className, ...wish }: Wish & { className?: string }) {
  const counted = await countOf(wish);
  if (!counted) return null;
  return (
    <p className="mt-4">
      <Ask of={{ ...wish, ...counted }} {...(className && { className })} />
    </p>
  );
}

async function countOf(wish: Wish) {
  const caller = await staff();
  try {
    const { kinds } = await caller.exports.kinds();
    return kinds.includes(wish.kind) ? await caller.exports.count(wish) : null;
  } catch (error) {
    reportError(error);
    return null;
  }
}

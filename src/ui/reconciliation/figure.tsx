import { Amount } from "../amount";
import { Credits } from "../credits";
import type { Difference } from "./data";

/** What it comes to: money beyond the books, or credits beyond what should be. */
export function Figure({ of: { money, credits } }: { of: Pick<Difference, "money" | "credits"> }) {
  if (money) return <Amount of={money} />;
  return credits === null ? null : <Credits of={credits} sign />;
}

import type { Db } from "@/db/client";
import { stripeSettings } from "@/env";
import { giveCards } from "./story/cards";
import { remakeStory } from "./story/seed";
import { forget } from "./stripe/ask";

/** The sandbox as on its first day: same accounts, same people and cards, the clock at the present. */
export async function resetSandbox(db: Db): Promise<void> {
  const settings = stripeSettings();
  const at = settings?.apiUrl ? { key: settings.key, apiUrl: settings.apiUrl } : undefined;
  // First: whoever is made there meanwhile is found again by our id.
  if (at) await forget(at);
  await remakeStory(db);
  if (at) await giveCards(db, at);
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { getActor } from "@/auth/actor";
import { NotFoundText } from "@/ui/not-found-text";
import { Shell } from "./(portal)/shell";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell.notFound");
  return { title: t("title") };
}

/** An address we have no page for: who is signed in keeps the way to the pages there are. */
export default async function NotFound() {
  // With the database away nobody is known to be signed in, and there is still no page here.
  const signedIn = await getActor().catch(() => null);
  if (signedIn) {
    return (
      <Shell>
        <NotFoundText />
      </Shell>
    );
  }
  return (
    <main className="mx-auto max-w-xl px-6 py-16">
      <NotFoundText />
    </main>
  );
}

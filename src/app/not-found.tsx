import type { Metadata } from "next";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl px-6 py-24">
      <h1 className="font-serif text-title">There is no page here</h1>
      <p className="mt-3 text-muted">
        <a href="/" className="text-green underline underline-offset-4">
          Go to the overview
        </a>
      </p>
    </main>
  );
}

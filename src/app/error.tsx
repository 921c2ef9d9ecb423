"use client";

/** The last resort: a page that could not be made at all. Says what to do, never what broke. */
export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main className="mx-auto max-w-xl px-6 py-24">
      <h1 className="font-serif text-title">This page could not be shown</h1>
      <p className="mt-3 text-muted">
        Nothing about your account has changed. Try again in a moment
        {error.digest && `; if it stays, tell us the error id ${error.digest}`}.
      </p>
      <button type="button" onClick={reset} className="mt-6 min-h-11 bg-green px-5 text-on-green">
        Try again
      </button>
    </main>
  );
}

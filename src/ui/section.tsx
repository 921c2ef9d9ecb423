import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";

type Props = { title: string; note?: ReactNode; children: ReactNode; className?: string };

/** One part of a page: a landmark under a hairline, with its own heading. */
export function Section({ title, note, children, className = "" }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={`break-inside-avoid ${className}`}>
      <header className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4 border-t border-strong pt-3">
        <h2 id={id} className="font-serif text-title">
          {title}
        </h2>
        {note && <p className="text-small text-muted">{note}</p>}
      </header>
      {children}
    </section>
  );
}

/** A section whose figures could not be read: nothing is guessed, the rest of the page stands. */
export function SectionFailed({
  title,
  errorId,
  href,
}: {
  title: string;
  errorId: string;
  href: string;
}) {
  const t = useTranslations("common.failed");
  return (
    <Section title={title}>
      <div role="alert" className="border-s-2 border-ochre ps-4">
        <p>{t("text")}</p>
        <p className="mt-2 text-small text-muted">
          <a href={href} className="inline-block py-0.5 text-green underline underline-offset-4">
            {t("retry")}
          </a>
          {` · ${t("id", { id: errorId })}`}
        </p>
      </div>
    </Section>
  );
}

/** Holds a section's place while it loads, at the size it will have. */
export function SectionWaiting({ title, lines }: { title: string; lines: number }) {
  const t = useTranslations("common");
  const rows = Array.from({ length: lines }, (_, index) => `line-${index}`);
  return (
    <Section title={title}>
      <div role="status" aria-label={t("loading", { title })} className="space-y-4">
        {rows.map((row, index) => (
          <div key={row} className={`waiting h-6 ${index % 3 === 2 ? "w-2/3" : "w-full"}`} />
        ))}
      </div>
    </Section>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";

type Props = {
  /** Where the list begins, on any page but its first. */
  first: string | null;
  /** Where it goes on. */
  next: string | null;
};

const way = "inline-block min-h-6 py-0.5 underline-offset-4 hover:underline";

/** The ways through a list of several pages; nothing where there is one. */
export function PageLinks({ first, next }: Props) {
  const t = useTranslations("shell.turn");
  if (!first && !next) return null;
  return (
    <p className="mt-4 flex flex-wrap gap-x-6 text-small print:hidden">
      {first && (
        <Link href={first} className={way}>
          {t("first")}
        </Link>
      )}
      {next && (
        <Link href={next} className={way}>
          {t("more")}
        </Link>
      )}
    </p>
  );
}

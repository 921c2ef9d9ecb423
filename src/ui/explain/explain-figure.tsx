import Link from "next/link";
import { useTranslations } from "next-intl";
import { smallLinkStyle } from "../credits-page/link-style";
import { type Explaining, explainedHref, type FigureName, markOf } from "./address";
import { useFigureWords } from "./words";

type Props = { of: Explaining; figure: FigureName["figure"]; id?: string | null };

/** Opens the explanation of a figure, or closes it. A plain link: it can be passed on, and gone back from. */
export function ExplainFigure({
  of: { here, open, isPast, isElsewhere },
  figure,
  id = null,
}: Props) {
  const t = useTranslations("explain");
  const words = useFigureWords();
  const name = { figure, id };
  const isOpen = open?.figure === figure && open.id === id;
  return (
    <Link
      id={isElsewhere ? undefined : markOf(name, isPast)}
      href={isOpen ? `${here}#${markOf(name, isPast)}` : explainedHref(here, name, isPast)}
      aria-expanded={isOpen}
      prefetch={false}
      className={`${smallLinkStyle} scroll-mt-24 whitespace-nowrap print:hidden`}
    >
      {t(isOpen ? "close" : "open")}
      <span className="sr-only"> {words(name)}</span>
    </Link>
  );
}

import Link from "next/link";
import { useTranslations } from "next-intl";

const way = "inline-block min-h-8 py-1 underline underline-offset-4";

/** Over the customer's own screen: that it is theirs and only to be read, and what closes it. */
export function BesideHead({ back, ends }: { back: string; ends: boolean }) {
  const t = useTranslations("console.lookOn");
  return (
    <div className="mb-8 flex flex-wrap items-baseline justify-between gap-x-6 border-s-2 border-ochre ps-4">
      <h2 className="font-serif text-title">{t("theirs")}</h2>
      {ends ? (
        <form action="/staff-view/end" method="post">
          <input type="hidden" name="back" value={back} />
          <button type="submit" className={way}>
            {t("close")}
          </button>
        </form>
      ) : (
        <Link href={back} className={way}>
          {t("close")}
        </Link>
      )}
      <p className="w-full text-small text-muted">{t(ends ? "readOnly" : "sayWhy")}</p>
    </div>
  );
}

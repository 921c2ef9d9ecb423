import { useTranslations } from "next-intl";

type Props = { text: string | null; errorId: string };

/** Nothing is guessed: what a figure is of is not there, or its explanation could not be read. */
export function Unexplained({ text, errorId }: Props) {
  const t = useTranslations("common.failed");
  return (
    <div id="explained" role="alert" className="mt-4 mb-6 border-s-2 border-ochre ps-4">
      <p>{text ?? t("text")}</p>
      {text === null && <p className="mt-2 text-small text-muted">{t("id", { id: errorId })}</p>}
    </div>
  );
}

import { useTranslations } from "next-intl";
import { useId } from "react";

type Props = {
  account: string;
  may: boolean;
  /** This page with the customer's own screen beside it. */
  beside: string;
};

/**
 * A plain form that opens the portal as the customer sees it, instead of this page or, where there is room,
 * beside it; the reason goes into the audit log.
 */
export function LookOn({ account, may, beside }: Props) {
  const t = useTranslations("console.lookOn");
  const id = useId();
  if (!may) return <p className="text-small text-muted">{t("mayNot")}</p>;
  return (
    <form
      action={`/staff/customers/${account}/view`}
      method="post"
      className="mb-8 flex flex-wrap items-end gap-x-4 gap-y-2 print:hidden"
    >
      <div className="min-w-0 grow">
        <label htmlFor={id} className="mb-1 block text-small text-muted">
          {t("reason")}
        </label>
        <input
          id={id}
          aria-describedby={`${id}told`}
          name="reason"
          required
          minLength={3}
          maxLength={500}
          autoComplete="off"
          className="min-h-9 w-full border border-muted bg-sheet px-2"
        />
      </div>
      <button
        type="submit"
        className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline"
      >
        {t("open")}
      </button>
      <button
        type="submit"
        name="beside"
        value={beside}
        className="min-h-9 border border-strong px-4 underline-offset-4 hover:underline max-xl:hidden"
      >
        {t("beside")}
      </button>
      <p id={`${id}told`} className="w-full text-small text-muted">
        {t("told")}
      </p>
    </form>
  );
}

import { useTranslations } from "next-intl";

export type AccountChoice = { id: string; name: string };

type Props = { current: AccountChoice; others: AccountChoice[] };

/** Whose books these are; for users of several accounts, the way to the others. */
export function AccountMenu({ current, others }: Props) {
  const t = useTranslations("shell.account");
  if (others.length === 0) return <p className="min-w-0 truncate max-sm:hidden">{current.name}</p>;
  return (
    <details data-menu className="group relative min-w-0">
      <summary
        aria-label={t("switch", { name: current.name })}
        className="flex min-h-6 cursor-pointer list-none items-center gap-2 underline decoration-rule underline-offset-4 hover:decoration-current [&::-webkit-details-marker]:hidden"
      >
        <span className="min-w-0 truncate">{current.name}</span>
        <Caret />
      </summary>
      <form
        action="/switch-account"
        method="post"
        aria-label={t("label")}
        className="absolute start-0 z-10 mt-2 max-h-80 w-72 max-w-[80vw] overflow-y-auto border border-strong bg-sheet shadow-lg"
      >
        <ul className="divide-y divide-rule">
          <li className="flex min-h-11 flex-wrap items-baseline justify-between gap-x-3 px-4 py-2.5">
            <span>{current.name}</span>
            <span className="text-small text-muted">{t("current")}</span>
          </li>
          {others.map(({ id, name }) => (
            <li key={id}>
              <button
                type="submit"
                name="account"
                value={id}
                className="min-h-11 w-full px-4 py-2.5 text-start -outline-offset-2 hover:text-green hover:underline"
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      </form>
    </details>
  );
}

function Caret() {
  return (
    <svg
      viewBox="0 0 10 6"
      className="h-1.5 w-2.5 shrink-0 group-open:-scale-y-100"
      aria-hidden="true"
    >
      <path d="M1 1l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}

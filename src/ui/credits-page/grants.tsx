import Link from "next/link";
import { useTranslations } from "next-intl";
import { Credits } from "../credits";
import type { Explaining } from "../explain/address";
import { ExplainFigure } from "../explain/explain-figure";
import { Section } from "../section";
import { When } from "../when";
import { type CreditsView, creditsHref } from "./address";
import type { Grants as Figures } from "./data";
import { GrantTable } from "./grant-table";
import { smallLinkStyle } from "./link-style";
import { useCreditText } from "./words";

type Props = {
  grants: Figures;
  view: CreditsView;
  zone: string;
  isNew: boolean;
  explaining: Explaining;
};

/** CP5: what is left, in the order it is used, and what it comes to. */
export function Grants({ grants: figures, view, zone, isNew, explaining }: Props) {
  const t = useTranslations("credits");
  const common = useTranslations("common");
  const { asOf, grants } = figures;
  const note = common.rich("asOf", { time: () => <When at={asOf} zone={zone} as="time" /> });
  return (
    <Section title={t("grants.title")} note={note}>
      {grants.length > 0 ? (
        <>
          <p className="mb-5 max-w-prose text-small text-muted">{t("grants.order")}</p>
          <GrantTable
            grants={grants}
            caption={t("grants.caption")}
            view={view}
            zone={zone}
            foot={<Total of={figures} />}
          />
        </>
      ) : (
        <p className="max-w-prose text-muted">{t(isNew ? "grants.neverAny" : "grants.none")}</p>
      )}
      <Asides of={figures} />
      {!isNew && <Explanations of={figures} explaining={explaining} />}
      <p className="mt-4 text-small print:hidden">
        <Link href="/packs" prefetch={false} className={smallLinkStyle}>
          {t("grants.buy")}
        </Link>
      </p>
      {!isNew && <Ways view={view} />}
    </Section>
  );
}

/** The balance, once more: every credit on a grant stands in a row above. */
function Total({ of: { available, later, held } }: { of: Figures }) {
  const t = useTranslations("credits.grants");
  const text = useCreditText();
  return (
    <tr>
      <th scope="row" colSpan={5} className="max-md:hidden">
        {later > 0n ? t("totalWithLater", { later: text(later) }) : t("total")}
      </th>
      <th scope="row" className="md:hidden">
        {later > 0n ? t("totalWithLater", { later: text(later) }) : t("total")}
      </th>
      <td className="figure max-md:hidden">
        <Credits of={held} unit={false} />
      </td>
      <td className="figure">
        <Credits of={available + later} unit={false} />
      </td>
    </tr>
  );
}

/** Each sum with the way to how it comes about. */
function Explanations({ of, explaining }: { of: Figures; explaining: Explaining }) {
  const t = useTranslations("explain.figure");
  const shown = (["available", "held", "debt"] as const).filter(
    (name) => name === "available" || of[name] > 0n,
  );
  return (
    <>
      <ul className="mt-4 flex flex-wrap gap-x-8 gap-y-1 text-small">
        {shown.map((name) => (
          <li key={name}>
            <span className="text-muted">{t(name)}:</span> <Credits of={of[name]} />{" "}
            <ExplainFigure of={explaining} figure={name} />
          </li>
        ))}
      </ul>
      {explaining.panel}
    </>
  );
}

/** What the rows do not say of the balance. */
function Asides({ of: { heldBeyond, debt } }: { of: Figures }) {
  const t = useTranslations("credits.grants");
  const text = useCreditText();
  return (
    <>
      {heldBeyond > 0n && (
        <p className="mt-3 text-small text-ochre">
          {t("heldBeyond", { figure: text(heldBeyond) })}
        </p>
      )}
      {debt > 0n && (
        <p className="mt-3 text-small text-ochre">{t("debt", { figure: text(debt) })}</p>
      )}
    </>
  );
}

function Ways({ view }: { view: CreditsView }) {
  const t = useTranslations("credits");
  return (
    <p className="mt-4 flex flex-wrap gap-x-6 gap-y-1 text-small text-muted print:hidden">
      <Link
        href={creditsHref(view, { finished: !view.finished, finishedAfter: null })}
        scroll={false}
        className={smallLinkStyle}
      >
        {t(view.finished ? "grants.hideFinished" : "grants.showFinished")}
      </Link>
      <span className="flex items-baseline gap-x-3">
        {t("filter.exportGrants")}
        {(["csv", "json"] as const).map((format) => (
          <a
            key={format}
            href={`/api/export/grants?format=${format}`}
            className={smallLinkStyle}
            download
          >
            {t(`filter.${format}`)}
          </a>
        ))}
      </span>
    </p>
  );
}

/** Grants that are used up or over, a page at a time. */
export function FinishedGrants({
  grants: { finished },
  view,
  zone,
}: Omit<Props, "isNew" | "explaining">) {
  const t = useTranslations("credits.finished");
  if (!finished) return null;
  return (
    <Section title={t("title")}>
      {finished.grants.length > 0 ? (
        <GrantTable grants={finished.grants} caption={t("caption")} view={view} zone={zone} />
      ) : (
        <p className="text-muted">{t("none")}</p>
      )}
      {finished.older && (
        <p className="mt-4 print:hidden">
          <Link
            href={creditsHref(view, { finishedAfter: finished.older })}
            scroll={false}
            className={smallLinkStyle}
          >
            {t("older")}
          </Link>
        </p>
      )}
    </Section>
  );
}

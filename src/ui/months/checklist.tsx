import Link from "next/link";
import { useTranslations } from "next-intl";
import { linkStyle } from "../credits-page/link-style";
import { Marked } from "../marked";
import { Section } from "../section";
import type { ChecklistLine } from "./data";

/** What is to be done before a month is closed; what is open says where. */
export function Checklist({ lines }: { lines: ChecklistLine[] }) {
  const t = useTranslations("months.checklist");
  return (
    <Section title={t("title")} className="mb-10">
      <ul className="divide-y divide-rule">
        {lines.map((line) => (
          <li key={line.check} data-check={line.check} className="py-3">
            <p className="flex flex-wrap justify-between gap-x-6">
              <span>{t(line.check)}</span>
              <Marked of={line.holds ? done : open}>{t(line.holds ? "done" : "open")}</Marked>
            </p>
            {!line.holds && <OpenThings of={line} />}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const done = { mark: "●", tone: "text-green" } as const;
const open = { mark: "▲", tone: "text-ochre" } as const;

function OpenThings({ of: { first, total } }: { of: ChecklistLine }) {
  const t = useTranslations("months.checklist");
  return (
    <ul className="mt-1 text-small wrap-anywhere">
      {first.map(({ account, invoiceId, detail }) => (
        <li key={`${account?.id} ${invoiceId} ${detail}`}>
          {account && (
            <Link
              href={invoiceId ? `/staff/invoices/${invoiceId}` : `/staff/customers/${account.id}`}
              className={`${linkStyle} me-3`}
            >
              {account.name}
            </Link>
          )}
          <code className="text-muted">{detail}</code>
        </li>
      ))}
      {total > first.length && <li>{t("more", { count: total - first.length })}</li>}
    </ul>
  );
}

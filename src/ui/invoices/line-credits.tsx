import Link from "next/link";
import { useTranslations } from "next-intl";
import { Credits } from "../credits";
import { linkStyle } from "../credits-page/link-style";
import { When } from "../when";
import type { InvoiceLine, LineGrant } from "./data";

const otherEnds = ["held", "expired", "revoked", "rolledOut", "debtRepaid"] as const;

/** The credits a line stands for: what it granted and what became of that; use beyond is another line's. */
export function LineCredits({ line, zone }: { line: InvoiceLine; zone: string }) {
  const t = useTranslations("invoices.credits");
  const isPlan = line.kind === "plan";
  if (!isPlan && line.grants.length === 0) return null;
  const waits = isPlan && line.grants.length === 0 && line.credits > 0n;
  return (
    <span className="mt-1.5 block text-small text-muted">
      {line.grants.map((grant) => (
        <Grant key={grant.id} grant={grant} zone={zone} />
      ))}
      {waits && (
        <span className="block">
          {t.rich("waits", { credits: () => <Credits of={line.credits} /> })}
        </span>
      )}
      <Used line={line} />
    </span>
  );
}

function Grant({ grant, zone }: { grant: LineGrant; zone: string }) {
  const t = useTranslations("invoices.credits");
  const figure = (of: bigint) => () => <Credits of={of} unit={false} />;
  return (
    <span className="mb-1 block">
      <Link href={`/credits?grant=${grant.id}#grant`} className={linkStyle}>
        {t.rich("granted", { credits: () => <Credits of={grant.granted} /> })}
      </Link>
      <span className="block ps-4">
        {t.rich("usedAndLeft", { used: figure(grant.used), left: figure(grant.left) })}
        {otherEnds
          .filter((end) => grant[end] > 0n)
          .map((end) => (
            <span key={end} className="ms-3 inline-block">
              {t.rich(end, { figure: figure(grant[end]) })}
            </span>
          ))}
        {grant.expiresAt && grant.left > 0n && (
          <span className="ms-3 inline-block">
            {t.rich("expires", { time: () => <When at={grant.expiresAt as Date} zone={zone} /> })}
          </span>
        )}
      </span>
    </span>
  );
}

/** All use of the plan period, whoever's credits paid it, and how much of it lay beyond them. */
function Used({ line: { kind, used, overage } }: { line: InvoiceLine }) {
  const t = useTranslations("invoices.credits");
  if (kind !== "plan" || used === null) return null;
  return (
    <span className="block">
      {t.rich(overage ? "periodUseBeyond" : "periodUse", {
        used: () => <Credits of={used} />,
        beyond: () => <Credits of={overage ?? 0n} unit={false} />,
      })}
    </span>
  );
}

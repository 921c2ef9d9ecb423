import Link from "next/link";
import { useTranslations } from "next-intl";
import { Credits } from "../credits";
import { Section } from "../section";
import { When } from "../when";
import { anotherSpan, type UsageAddress, usageHref } from "./address";
import type { UsageNotes as NotesData } from "./data";

type Props = { notes: NotesData; address: UsageAddress; zone: string };

/** US8: how final these figures are, and what came too late for its own period. */
export function Notes({ notes, address, zone }: Props) {
  const t = useTranslations("usage.notes");
  const { isFinal, isRunning, inGrace, lateInto, lateOutOf, lastUse, span } = notes;
  const at = (time: Date) => () => <When at={time} zone={zone} as="instant" />;
  const credits = (of: bigint) => () => <Credits of={of} />;
  return (
    <Section title={t("title")}>
      <ul className="max-w-prose space-y-2">
        <li>
          {t.rich(isFinal ? "final" : isRunning ? "running" : "open", {
            asOf: at(notes.asOf),
            until: at(notes.openUntil),
          })}
        </li>
        {inGrace && <li>{t("grace")}</li>}
        {span.kind === "period" && <li>{t("booked")}</li>}
        {lastUse && <li>{t.rich("last", { at: at(lastUse.at), told: at(lastUse.recordedAt) })}</li>}
        {lateInto.events > 0n && (
          <li>
            {t.rich("lateInto", { credits: credits(lateInto.credits) })}{" "}
            {span.invoice && (
              <LineLink line={span.invoice.lineId} address={address} text={t("seeLate")} />
            )}
          </li>
        )}
        {lateOutOf.map((late) => (
          <li key={late.lineId ?? late.invoiceNumber}>
            {t.rich(late.invoiceNumber ? "lateOutOf" : "lateOutOfDraft", {
              credits: credits(late.credits),
              number: late.invoiceNumber ?? "",
            })}{" "}
            {late.lineId && <LineLink line={late.lineId} address={address} text={t("seeThere")} />}
          </li>
        ))}
        {address.unit === "money" && <li>{t("money")}</li>}
      </ul>
    </Section>
  );
}

function LineLink({ line, address, text }: { line: string; address: UsageAddress; text: string }) {
  return (
    <Link
      href={usageHref(address, { ...anotherSpan, line })}
      className="text-green underline underline-offset-4"
    >
      {text}
    </Link>
  );
}

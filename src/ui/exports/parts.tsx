import { useFormatter, useTranslations } from "next-intl";
import { type ExportRow, type ExportStatus, exportKindNames } from "./data";

/** What a file is of, in words. */
export function KindName({ of }: { of: string }) {
  const t = useTranslations("console.exports.kind");
  const known = exportKindNames.find((one) => one === of);
  return <>{known ? t(known) : of}</>;
}

export function StatusWord({ of }: { of: ExportStatus }) {
  const t = useTranslations("console.exports.status");
  return <>{t(of)}</>;
}

const step = 1_000;

/** A size as people compare them; of small files the bytes. */
export function FileSize({ bytes }: { bytes: bigint }) {
  const format = useFormatter();
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let size = Number(bytes);
  let at = 0;
  while (size >= step && at < units.length - 1) {
    size /= step;
    at += 1;
  }
  const unit = units[at] ?? "byte";
  return (
    <>{format.number(size, { style: "unit", unit, maximumFractionDigits: size < 10 ? 1 : 0 })}</>
  );
}

/** Filters as they were meant: an account, days, a state. */
export function FilterWords({ of: { filters, timezone } }: { of: ExportRow }) {
  const t = useTranslations("console.exports");
  const said = Object.entries(filters).filter(([, value]) => value);
  const words = said.map(([name, value]) => `${name} ${value}`).join(" · ");
  return (
    <span className="text-small text-muted wrap-anywhere">
      {words || t("noFilters")} · {timezone}
    </span>
  );
}

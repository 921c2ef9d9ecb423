import { useTranslations } from "next-intl";
import { Marked } from "../marked";
import { type DisputeRow, reasons } from "./data";

const shown = {
  inquiry: { mark: "◔", tone: "text-ochre" },
  inquiry_review: { mark: "◐", tone: "text-ink" },
  inquiry_closed: { mark: "×", tone: "text-muted" },
  open: { mark: "▲", tone: "text-ochre" },
  under_review: { mark: "◐", tone: "text-ink" },
  won: { mark: "●", tone: "text-green" },
  lost: { mark: "×", tone: "text-muted" },
  prevented: { mark: "●", tone: "text-green" },
} as const;

/** Where a dispute stands, in plain words. */
export function DisputeStatus({ of }: { of: DisputeRow["status"] }) {
  const t = useTranslations("disputes.state");
  return <Marked of={shown[of]}>{t(of)}</Marked>;
}

/** Why the bank says it disputes; a reason that is new there as it writes it. */
export function Reason({ of }: { of: string }) {
  const t = useTranslations("disputes.reason");
  const known = reasons.find((one) => one === of);
  return known ? t(known) : of.replaceAll("_", " ");
}

const networks: Record<string, string> = { visa: "Visa", mastercard: "Mastercard", amex: "Amex" };

export function networkName(network: string | null): string {
  return network === null ? "–" : (networks[network] ?? network);
}

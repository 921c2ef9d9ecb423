import { useTranslations } from "next-intl";

/** In place of a way to pay here, where there is none. */
export function HowToPay({ why }: { why: "mayNot" | "asItSays" }) {
  const t = useTranslations("pay");
  return <span className="text-small text-muted">{t(why)}</span>;
}

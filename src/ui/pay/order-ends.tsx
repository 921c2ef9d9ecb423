import { useTranslations } from "next-intl";
import { When } from "../when";

/** Until when an order waits for its money. */
export function OrderEnds({ at, zone }: { at: Date; zone: string }) {
  const t = useTranslations("pay.takeBack");
  return (
    <span className="w-full text-small text-muted">
      {t.rich("until", { time: () => <When at={at} zone={zone} as="instant" /> })}
    </span>
  );
}

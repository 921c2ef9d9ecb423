import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import { Status } from "../status";
import { When } from "../when";
import type { NextInvoice } from "./data";

type Props = {
  next: NextInvoice;
  upcoming: NonNullable<NextInvoice["upcoming"]>;
  zone: string;
};

/** IL10: the next invoice before there is one: an estimate, and why. */
export function NextRow({ next, upcoming, zone }: Props) {
  const t = useTranslations("invoices.next");
  const common = useTranslations("common");
  return (
    <tr className="[&>*]:text-muted!">
      <td className="max-sm:hidden print:hidden" />
      <th scope="row" className="font-normal italic max-sm:ps-0! print:ps-0!">
        {t("title")}
        <span className="block text-small not-italic md:hidden">
          <When at={upcoming.at} zone={zone} />
        </span>
        <span className="block max-w-52 text-small not-italic sm:hidden">
          <Why next={next} zone={zone} />
        </span>
      </th>
      <td className="max-md:hidden">
        <When at={upcoming.at} zone={zone} />
      </td>
      <td className="max-sm:hidden">
        <span className="block">{planOf(upcoming)}</span>
        <span className="block max-w-80 text-small">
          <Why next={next} zone={zone} />
        </span>
      </td>
      <td>
        <Status of="upcoming" />
      </td>
      <td className="figure">
        <Amount of={upcoming.total} />
        <span className="block text-small">{common("estimate")}</span>
      </td>
      <td className="figure max-md:hidden">
        <span aria-hidden="true">–</span>
        <span className="sr-only">{t("notDue")}</span>
      </td>
    </tr>
  );
}

function Why({ next, zone }: { next: NextInvoice; zone: string }) {
  const t = useTranslations("invoices.next");
  return t.rich(next.mayGrow ? "why" : "whyFixed", {
    time: () => <When at={next.asOf} zone={zone} as="time" />,
  });
}

function planOf({ charges }: Props["upcoming"]): string {
  return charges[0]?.name ?? "";
}

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { PriceModel, Tier } from "@/lib/pricing";
import { Amount, UnitPrice } from "./amount";
import { Credits } from "./credits";

type Props = { of: PriceModel; currency: string };

/** What use beyond all credits costs, in words: one price, or every term there is. */
export function PriceTerms({ of: model, currency }: Props) {
  const t = useTranslations("overview.prices");
  const { included, flat } = model;
  return (
    <>
      <Each of={model} currency={currency} />
      {included > 0n && (
        <Term>{t.rich("included", { credits: () => <Credits of={included} /> })}</Term>
      )}
      {flat > 0n && (
        <Term>{t.rich("fee", { amount: () => <Amount of={{ minor: flat, currency }} /> })}</Term>
      )}
    </>
  );
}

function Each({ of: model, currency }: Props) {
  const t = useTranslations("overview.prices");
  switch (model.kind) {
    case "per_unit":
      return t.rich("each", {
        price: () => <UnitPrice of={model.unitPrice} currency={currency} />,
      });
    case "package":
      return t.rich("package", {
        price: () => <Amount of={{ minor: model.price, currency }} />,
        credits: () => <Credits of={model.size} />,
      });
    case "graduated":
    case "volume":
      return (
        <>
          {t(model.kind)}
          {model.tiers.map((tier, index) => (
            <Term key={`${tier.upTo}`}>
              <TierTerm
                tier={tier}
                before={model.tiers[index - 1]?.upTo ?? 0n}
                currency={currency}
              />
            </Term>
          ))}
        </>
      );
  }
}

type TierProps = { tier: Tier; before: bigint; currency: string };

function TierTerm({ tier: { upTo, unitPrice, flat }, before, currency }: TierProps) {
  const t = useTranslations("overview.prices");
  const which = upTo === null ? "tierFrom" : "tier";
  return t.rich(flat > 0n ? `${which}Fee` : which, {
    from: () => <Credits of={before + 1n} unit={false} />,
    to: () => <Credits of={upTo ?? 0n} unit={false} />,
    price: () => <UnitPrice of={unitPrice} currency={currency} />,
    fee: () => <Amount of={{ minor: flat, currency }} />,
  });
}

function Term({ children }: { children: ReactNode }) {
  return <span className="block text-small text-muted">{children}</span>;
}

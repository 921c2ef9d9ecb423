import { env } from "@/env";

/** Who sells, as it stands on documents. */
export type Seller = {
  name: string;
  address: readonly string[];
  taxId: string | null;
  email: string | null;
  footer: string | null;
};

const madeUp: Seller = {
  name: "Tallybook Sandbox",
  address: ["1 Ledger Lane", "London EC1A 1AA", "United Kingdom"],
  taxId: "GB000000000",
  email: "billing@tallybook.example",
  footer: "A document of the sandbox: nobody owes anybody anything.",
};

/** The seller the settings name; the sandbox makes one up. */
function sellerOf(settings: typeof env): Seller {
  if (!settings.SELLER_NAME && settings.mode === "sandbox") return madeUp;
  return {
    name: settings.SELLER_NAME ?? settings.BRAND_NAME,
    address: (settings.SELLER_ADDRESS ?? "").split("|").flatMap((line) => line.trim() || []),
    taxId: settings.SELLER_TAX_ID ?? null,
    email: settings.SELLER_EMAIL ?? null,
    footer: settings.SELLER_FOOTER ?? null,
  };
}

export const seller = sellerOf(env);

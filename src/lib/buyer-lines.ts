/** A buyer as the head of a document prints it, in words of its language. */
export type PrintedBuyer = {
  addressLines: readonly string[];
  postalCode: string | null;
  city: string | null;
  region: string | null;
  /** By its name. */
  country: string | null;
  /** As the document says it: "Tax id DE123456789". */
  taxId: string | null;
  email: string | null;
};

/** The lines below the buyer's name; nothing stands for what was not told. */
export function buyerLines(buyer: PrintedBuyer): string[] {
  const { addressLines, postalCode, city, region, country, taxId, email } = buyer;
  const place = [postalCode, city].filter(Boolean).join(" ");
  return [...addressLines, place, region, country, taxId, email].flatMap((line) => line || []);
}

import type { Labelled, Party, Sheet, SheetLine } from "@/billing/invoices/sheet";
import type { DocumentLine, InvoiceDocument } from "@/billing/reports/read-document";
import { buyerLines } from "@/lib/buyer-lines";
import { isLanguage } from "@/messages/locales";
import { type Figures, figuresIn } from "./figures";
import { notesOf } from "./line-notes";
import { type DocumentWords, documentWords } from "./words";

type In = { t: DocumentWords; figures: Figures };

/** A document in words: every figure as its language writes it, every date in the account's zone. */
export function sheetOf(document: InvoiceDocument): Sheet {
  const { parties, number, kind } = document;
  const language = isLanguage(parties.language) ? parties.language : "en";
  const t = documentWords(language);
  const where = { zone: parties.timezone, currency: document.currency };
  const how: In = { t, figures: figuresIn(language, where) };
  return {
    ...{ language, number, issuedAt: document.issuedAt },
    title: t(kind === "invoice" ? "invoice" : "creditNote"),
    seller: sellerOf(document, t),
    buyer: buyerOf(document, how),
    facts: factsOf(document, how),
    columns: {
      ...{ what: t("what"), quantity: t("quantity") },
      ...{ unitPrice: t("unitPrice"), amount: t("amount") },
    },
    groups: groupsOf(document, how),
    totals: totalsOf(document, how),
    taxes: taxesOf(document, how),
    notes: notesBelow(document, t),
    footer: parties.sellerFooter,
    pageOf: t("pageOf", { page: "{page}", pages: "{pages}" }),
    moreLines: t("moreLines", { lines: "{lines}" }),
  };
}

function sellerOf({ parties }: InvoiceDocument, t: DocumentWords): Party {
  const { sellerName: name, sellerAddress, sellerTaxId, sellerEmail } = parties;
  const taxId = sellerTaxId ? [t("taxId", { id: sellerTaxId })] : [];
  return { label: t("seller"), name, lines: given(...sellerAddress, ...taxId, sellerEmail) };
}

function buyerOf({ parties }: InvoiceDocument, { t, figures }: In): Party {
  const { buyerAddress, buyerPostalCode, buyerCity, buyerRegion, buyerCountry } = parties;
  const lines = buyerLines({
    ...{ addressLines: buyerAddress, postalCode: buyerPostalCode, city: buyerCity },
    region: buyerRegion,
    country: buyerCountry && figures.country(buyerCountry),
    taxId: parties.buyerTaxId && t("taxId", { id: parties.buyerTaxId }),
    email: parties.buyerEmail,
  });
  return { label: t("buyer"), name: parties.buyerName, lines };
}

function factsOf(document: InvoiceDocument, { t, figures }: In): Labelled[] {
  const { kind, status, issuedAt, dueAt, paidAt, parties, credits, currency } = document;
  const isCarried = kind === "invoice" && status === "issued" && dueAt === null;
  const isOver = status === "void" || status === "uncollectible";
  const facts: [string, string | null | undefined | false][] = [
    [t("issued"), figures.date(issuedAt)],
    [t("due"), isCarried ? t("dueWithNext") : kind === "invoice" && dueAt && figures.date(dueAt)],
    [t("paidOn"), kind === "invoice" && paidAt && figures.date(paidAt)],
    [t("status"), isOver && t(status)],
    [t("credits"), kind === "credit_note" && credits.join(", ")],
    [t("purchaseOrder"), parties.purchaseOrder],
    [t("currency"), currency.toUpperCase()],
    [t("zone"), parties.timezone],
  ];
  return facts.flatMap(([label, value]) => (value ? { label, value } : []));
}

function groupsOf({ groups }: InvoiceDocument, how: In): Sheet["groups"] {
  const charged = groups.map(({ plan, lines }) => ({ plan, lines: lines.filter(isListed) }));
  return charged
    .filter(({ lines }) => lines.length > 0)
    .map(({ plan, lines }) => ({
      heading: plan === null ? null : headingOf(plan, lines, how),
      lines: lines.map((line) => sheetLine(line, how)),
    }));
}

function headingOf(plan: string, lines: readonly DocumentLine[], { t, figures }: In): string {
  const starts = lines.map(({ period }) => period.start.getTime());
  const ends = lines.map(({ period }) => period.end.getTime());
  const period = { start: new Date(Math.min(...starts)), end: new Date(Math.max(...ends)) };
  return t("group", { plan, ...figures.span(period) });
}

function sheetLine(line: DocumentLine, { t, figures }: In): SheetLine {
  return {
    what: nameOf(line, t),
    notes: notesOf(line, t, figures),
    quantity: figures.number(line.quantity),
    unitPrice: figures.unitPrice(line.unitPrice),
    amount: figures.money(line.amount),
  };
}

/** Lines we write ourselves are told in the document's language; any other as it was written. */
function nameOf({ kind, plan, description, facts }: DocumentLine, t: DocumentWords): string {
  if (facts?.kind === "refund") return t("refundOf", { name: facts.name });
  if (plan === null) return description;
  switch (kind) {
    case "plan":
      return t("plan", { plan });
    case "overage":
      return t("overage", { plan });
    case "proration_credit":
      return t("prorationCredit", { plan });
    case "proration_charge":
      return t("prorationCharge", { plan });
    default:
      return description;
  }
}

function isListed({ kind, facts }: DocumentLine): boolean {
  return kind !== "tax" && kind !== "discount" && facts?.kind !== "rounding";
}

function linesOf({ groups }: InvoiceDocument): DocumentLine[] {
  return groups.flatMap(({ lines }) => lines);
}

function sumOf(lines: readonly DocumentLine[]): bigint {
  return lines.reduce((sum, { amount }) => sum + amount.minor, 0n);
}

/** From what was charged to what is due, each step one that can be added up on the page (ID4). */
function totalsOf(document: InvoiceDocument, { t, figures }: In): Sheet["totals"] {
  const lines = linesOf(document);
  const { total, creditApplied, paid, due, kind } = document;
  const row = (label: string, value: string, strong = false) => ({ label, value, strong });
  const steps = lines.filter((line) => !isListed(line) && !isReverseCharge(line));
  const paidOtherwise = { ...paid, minor: paid.minor - creditApplied.minor };
  return [
    row(t("subtotal"), figures.amount(sumOf(lines.filter(isListed)))),
    ...steps.map((line) => row(stepName(line, { t, figures }), figures.money(line.amount))),
    row(t("total"), figures.money(total), true),
    ...(creditApplied.minor > 0n
      ? [row(t("creditApplied"), figures.amount(-creditApplied.minor))]
      : []),
    ...(kind === "invoice" ? [row(t("paid"), figures.money(paidOtherwise))] : []),
    ...(kind === "invoice" ? [row(t("dueAmount"), figures.money(due), true)] : []),
  ];
}

/** What was taken off or added, by the name it was given; what names nothing is told as it was written. */
function stepName({ facts, description }: DocumentLine, { t, figures }: In): string {
  if (facts?.kind === "tax") return rateName(facts.name, facts.ratePpm, { t, figures });
  if (facts?.kind === "rounding") return t("rounding");
  if (facts?.kind !== "discount") return description;
  const { code, off } = facts;
  return off ? t("discountOf", { code, off }) : t("discount", { code });
}

function rateName(name: string | null, ratePpm: bigint, { t, figures }: In): string {
  return t("taxRate", { name: name || t("tax"), rate: figures.percent(ratePpm) });
}

function isReverseCharge({ facts }: DocumentLine): boolean {
  return facts?.kind === "tax" && facts.reverseCharge === true;
}

/** The summary of tax by rate: what was taxed, net, and the tax of it. */
function taxesOf(document: InvoiceDocument, how: In): Sheet["taxes"] {
  const { t, figures } = how;
  const lines = linesOf(document);
  const named = lines.flatMap(({ facts }) => (facts?.kind === "tax" ? facts : []));
  const taxed = lines.filter((line) => isListed(line) && line.taxRatePpm !== null);
  const rows = [...Map.groupBy(taxed, (line) => line.taxRatePpm ?? 0n)].map(([ppm, of]) => {
    const name = named.find((one) => one.ratePpm === ppm)?.name ?? null;
    const minor = of.reduce((sum, { tax }) => sum + tax.minor, 0n);
    const base = of.reduce((sum, line) => sum + netOf(line), 0n);
    return {
      ...{ rate: rateName(name, ppm, how), base: figures.amount(base), tax: figures.amount(minor) },
    };
  });
  if (rows.length === 0) return null;
  return { columns: { rate: t("tax"), base: t("taxBase"), tax: t("taxAmount") }, rows };
}

function netOf({ amount, discount, tax, taxIncluded }: DocumentLine): bigint {
  return amount.minor - discount.minor - (taxIncluded ? tax.minor : 0n);
}

function notesBelow(document: InvoiceDocument, t: DocumentWords): string[] {
  const lines = linesOf(document);
  return [
    ...(document.status === "void" ? [t("voidNote")] : []),
    ...(lines.some(({ taxIncluded }) => taxIncluded) ? [t("includesTax")] : []),
    ...(lines.some(isReverseCharge) ? [t("reverseCharge")] : []),
  ];
}

function given(...lines: (string | null | undefined)[]): string[] {
  return lines.flatMap((line) => line || []);
}

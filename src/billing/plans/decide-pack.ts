import { BillingError } from "@/lib/errors";
import { type InvoiceId, type InvoiceLineId, newId } from "@/lib/ids";
import { decimalOf } from "@/lib/money";
import { amountOf } from "@/lib/unit-price";
import { AccountDraft } from "../account-draft";
import type { Author, Decision, GrantsWhen, InvoiceDraft, InvoiceLineDraft } from "../decision";
import { enterDraft, issueInvoice } from "../invoices/billing";
import { plainLine, totalOf } from "../invoices/lines";
import { isCollected, lineOn, priceDraft, priceLines } from "../invoices/price-draft";
import type { Snapshot } from "../state";
import type { CurrentCatalog } from "./current-catalog";
import type { Changed } from "./decide-change";
import { grantPack } from "./grant-pack";
import { honourPaid } from "./paid";
import { boundary } from "./periods";

/** What was asked for: a pack by its code, or any number of credits within the catalogue's bounds. */
export type WantedPack = { pack: string } | { credits: bigint };

/** Credits as they are sold: a quote keeps these figures whatever the catalogue says later. */
export type PackSale = {
  /** The pack's code; `custom` of any number. */
  pack: string;
  name: string;
  quantity: bigint;
  unitPrice: string;
  priceMinor: bigint;
  credits: bigint;
  validMonths: number;
};

/** What the catalogue sells it for, in the account's currency. */
export function saleOf(catalog: CurrentCatalog, wanted: WantedPack, currency: string): PackSale {
  return "pack" in wanted
    ? packSale(catalog, wanted.pack, currency)
    : customSale(catalog, wanted.credits, currency);
}

function packSale({ packs }: CurrentCatalog, code: string, currency: string): PackSale {
  const pack = packs.get(code);
  if (!pack?.onSale) {
    throw new BillingError("unknown_pack", `There is no pack "${code}" in the catalogue.`, {
      pack: code,
    });
  }
  const priceMinor = pack.prices.get(currency);
  if (priceMinor === undefined) throw notSoldIn(currency, "pack");
  const { name, credits, validMonths } = pack;
  const unitPrice = decimalOf({ minor: priceMinor, currency });
  return { pack: code, name, quantity: 1n, unitPrice, priceMinor, credits, validMonths };
}

function customSale({ customPack }: CurrentCatalog, credits: bigint, currency: string): PackSale {
  const unitPrice = customPack?.unitPrice[currency];
  if (!customPack || unitPrice === undefined) throw notSoldIn(currency, "credits");
  const { min, max, validMonths } = customPack;
  if (credits < min || credits > max) {
    throw new BillingError(
      "invalid_input",
      `From ${min} to ${max} credits can be bought at once.`,
      {
        ...{ field: "credits", min, max },
      },
    );
  }
  const { minor: priceMinor } = amountOf({ quantity: credits, unitPrice, currency });
  const named = { pack: "custom", name: "Credits", quantity: credits };
  return { ...named, unitPrice, priceMinor, credits, validMonths };
}

function notSoldIn(currency: string, field: string): BillingError {
  return new BillingError("invalid_input", `This is not sold in ${currency}.`, { field, currency });
}

export type PackRequest = { sale: PackSale; grants: GrantsWhen; at: Date; asIfPaid: boolean };

/**
 * Credits bought once (BOOKS B4): an invoice of their own, and a grant at once or when its money came. A
 * preview shows what follows once it is paid.
 */
export function decidePack(
  snapshot: Snapshot,
  { sale, grants: wanted, at, asIfPaid }: PackRequest,
  author: Author,
): { decision: Decision; draft: AccountDraft; changed: Changed } {
  const draft = new AccountDraft({ ...snapshot, t: at }, author);
  const bare = packLine(sale, { at, timeZone: snapshot.timezone });
  const { currency } = snapshot;
  const due = totalOf(priceLines(draft, [bare], { currency, at }));
  const grants = isCollected(draft, due) ? wanted : "on_issue";
  const drafted = priceDraft(draft, newInvoice(bare, { grants, at, currency }), at);
  const line = lineOn(drafted, bare.id);
  enterDraft(draft, line, { invoice: drafted, earned: { basis: "usage", slices: null }, at });
  const invoice = issueInvoice(draft, drafted, at);
  honourPaid(draft, at);
  const ofLine = () => draft.decision.grants.filter((one) => one.invoiceLineId === line.id);
  const waits = grants === "on_payment" && ofLine().length === 0;
  if (ofLine().length === 0 && (grants === "on_issue" || asIfPaid)) grantPack(draft, line, at);
  const changed: Changed = {
    outcome: waits ? "awaiting_payment" : "changed",
    effectiveAt: at,
    ...{ period: null, invoice, onDraft: false, lines: invoice.lines },
    grantIds: ofLine().map(({ id }) => id),
    ...{ back: 0n, granted: sale.credits, lacked: 0n },
  };
  return { decision: draft.finish(at), draft, changed };
}

function packLine(
  sale: PackSale,
  { at, timeZone }: { at: Date; timeZone: string },
): InvoiceLineDraft {
  const { pack, name, quantity, unitPrice, priceMinor, credits, validMonths } = sale;
  const cycle = { anchor: at, timeZone, interval: "month" as const };
  return {
    ...plainLine,
    id: newId<InvoiceLineId>(),
    kind: "pack",
    description: name,
    planVersionId: null,
    planPeriodId: null,
    pack,
    periodStart: at,
    periodEnd: boundary({ ...cycle, index: validMonths }),
    quantity,
    unitPrice,
    amountMinor: priceMinor,
    credits,
    facts: { kind: "pack", validMonths },
  };
}

function newInvoice(
  line: InvoiceLineDraft,
  { currency, grants, at }: { currency: string; grants: GrantsWhen; at: Date },
): InvoiceDraft {
  return {
    id: newId<InvoiceId>(),
    isNew: true,
    subscriptionId: null,
    ...{ currency, grants },
    ...{ createdAt: at, issueAt: at, lines: [line], issue: null },
  };
}

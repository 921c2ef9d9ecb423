import type { Tx } from "@/db/client";
import { type InvoiceId, type InvoiceLineId, newId, type QuoteId, type RefundId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { AccountDraft } from "../account-draft";
import type { Author } from "../decision";
import { unearned } from "../earning";
import { keepShown, quoteEnds } from "../keep-quote";
import { upToDate } from "../operate";
import { recognizeTo } from "../recognition";
import { lockAccounts } from "../snapshot";
import type { Snapshot } from "../state";
import { aloneUpTo } from "./alone-up-to";
import { decideRefund } from "./decide-request";
import type { PlannedRefund } from "./plan-refund";
import { type PolicyPreview, policyOf } from "./policy-preview";
import { policies, type RefundPolicy, type RefundRequest } from "./refund";
import { type Refundable, refundableOf } from "./refundable";
import { loadFor } from "./refundable-queries";

/** What a refund is asked about: its policy is chosen among the four that are shown. */
export type Wanted = Omit<RefundRequest, "policy" | "shortfall">;

export type Kept = { wanted: Wanted };

export type RefundPreview = {
  quoteId: QuoteId;
  invoiceId: InvoiceId;
  effectiveAt: Date;
  expiresAt: Date;
  /** Above it a second person has to say yes; null where none ever has to. */
  approvalAbove: Money | null;
  money: {
    total: Money;
    card: Money;
    accountCredit: Money;
    /** What can go back of the invoice at all. */
    left: Money;
    lines: RefundPreviewLine[];
  };
  /** The same refund under each policy, side by side. */
  policies: Record<RefundPolicy, PolicyPreview>;
};

export type RefundPreviewLine = {
  lineId: InvoiceLineId;
  description: string;
  net: Money;
  tax: Money;
  /** Of the net, what the line has not earned yet: that goes first. */
  unearned: Money;
};

/** What a refund would do to money and credits, under all four policies at once; nothing is written but the quote. */
export async function previewRefund(
  tx: Tx,
  { accountId, author }: { accountId: Snapshot["accountId"]; author: Author },
  wanted: Wanted,
): Promise<RefundPreview> {
  const { snapshot: bare, catalog } = await upToDate(tx, await lockAccounts(tx, [accountId]));
  const { snapshot, from } = await loadFor(tx, bare, [wanted.invoiceId]);
  const { currency } = bare;
  const most = await aloneUpTo(tx, catalog, { accountId, currency, invoiceId: wanted.invoiceId });
  return await keepQuote(tx, { snapshot, from, wanted, author, most });
}

/** Keeps what it shows as a quote. */
export async function keepQuote(
  tx: Tx,
  {
    snapshot,
    from,
    wanted,
    author,
    most,
  }: {
    snapshot: Snapshot;
    from: Refundable;
    wanted: Wanted;
    author: Author;
    most: bigint | undefined;
  },
): Promise<RefundPreview> {
  const { t, head, currency } = snapshot;
  const quoteId = newId<QuoteId>();
  const expiresAt = quoteEnds(t, head.dueAt);
  const shown = {
    quoteId,
    effectiveAt: t,
    expiresAt,
    approvalAbove: most === undefined ? null : { minor: most, currency },
    ...showRefund(snapshot, { from, wanted, author }),
  };
  const quote = { id: quoteId, request: { wanted } satisfies Kept, shown, expiresAt };
  await keepShown(tx, { snapshot, author }, { ...quote, kind: "refund" });
  return shown;
}

/** The refund decided four times, once a policy: what is shown is what would be written. */
function showRefund(
  snapshot: Snapshot,
  { from, wanted, author }: { from: Refundable; wanted: Wanted; author: Author },
): Pick<RefundPreview, "invoiceId" | "money" | "policies"> {
  const decide = (policy: RefundPolicy) => {
    // Owed or written off shows the same; what blocks would be refused.
    const request: RefundRequest = { ...wanted, policy, shortfall: "write_off" };
    const asked = { id: newId<RefundId>(), request, from, by: author.actor, reason: "Preview" };
    return decideRefund(snapshot, { ...asked, waits: true }, author);
  };
  const shown = policies.map((policy) => {
    const { planned, refund } = decide(policy);
    return [policy, policyOf(snapshot, planned, refund.promised)] as const;
  });
  const { planned } = decide("proportional");
  return {
    invoiceId: wanted.invoiceId,
    money: moneyOf(snapshot, { planned, from, author }),
    policies: Object.fromEntries(shown) as Record<RefundPolicy, PolicyPreview>,
  };
}

function moneyOf(
  snapshot: Snapshot,
  { planned, from, author }: { planned: PlannedRefund; from: Refundable; author: Author },
): RefundPreview["money"] {
  const { currency, cardMinor, creditMinor } = planned;
  const money = (minor: bigint) => ({ minor, currency });
  const draft = new AccountDraft(snapshot, author);
  recognizeTo(draft, snapshot.t);
  const [invoice] = from.invoices;
  return {
    total: money(cardMinor + creditMinor),
    card: money(cardMinor),
    accountCredit: money(creditMinor),
    left: money(invoice ? refundableOf(invoice, from) : 0n),
    lines: planned.lines.map(({ line, netMinor, taxMinor }) => {
      const state = draft.lines.find(({ id }) => id === line.id);
      const left = state ? unearned(state.earning) : 0n;
      return {
        ...{ lineId: line.id, description: line.description },
        ...{ net: money(netMinor), tax: money(taxMinor) },
        unearned: money(left < netMinor ? left : netMinor),
      };
    }),
  };
}

import type { Call } from "./call";
import { completeSession, expireSession, sessionOf } from "./checkout";
import type { Form } from "./form";
import { authenticatePage, checkoutPage, invoicePage, missingPage } from "./html";
import { attemptInvoice, failInvoiceProof, intentOf } from "./invoice-moves";
import { paymentOf } from "./invoice-settle";
import { newCard } from "./payment-methods";
import { failProof, tryToPay } from "./payments";
import { Refusal } from "./refusal";
import { failSetupProof, trySetup } from "./setup-intents";
import type { CheckoutSession, Invoice } from "./wire";

export type PageReply = { status: number; html: string; location?: string };

/** The pages a payer sees at Stripe: Checkout, the hosted invoice, and their bank's question. */
export function pageFor(call: Call, method: string, url: URL, form: Form): PageReply {
  const [, name, id = "", token = ""] = url.pathname.split("/");
  const said = method === "POST" ? form : undefined;
  const wrong = url.searchParams.get("error") ?? undefined;
  if (name === "checkout") return checkout(call, id, said, wrong);
  if (name === "invoice") return hostedInvoice(call, { id, token }, said, wrong);
  if (name === "authenticate") return authenticate(call, id, said);
  return notFound;
}

const notFound: PageReply = { status: 404, html: missingPage };
const shown = (html: string): PageReply => ({ status: 200, html });
// 303, so that the browser asks for the next page and does not send the card again.
const goTo = (location: string): PageReply => ({ status: 303, html: "", location });

function checkout(call: Call, id: string, said: Form | undefined, wrong?: string): PageReply {
  const session = call.state.find("checkout.session", id);
  if (!session) return notFound;
  if (session.status === "open" && session.expires_at <= call.at) expireSession(call, session);
  const { status } = call.state.get("checkout.session", id);
  if (status === "complete") return goTo(backTo(session));
  if (status === "expired") return notFound;
  if (!said) return shown(checkoutPage(session, wrong));
  const intent = call.state.get("setup_intent", session.setup_intent ?? "");
  const tried = refusable(() => {
    const method = newCard(call, cardIn(said));
    const { intent: now, decline } = trySetup(call, intent, { method, proved: false });
    if (decline) throw new Refusal(402, { type: "card_error", message: decline.message });
    return now;
  });
  if (typeof tried === "string") return goTo(`/checkout/${id}?error=${encodeURIComponent(tried)}`);
  if (tried.status === "requires_action") return goTo(`/authenticate/${intent.id}`);
  return goTo(backTo(completeSession(call, session)));
}

function backTo({ id, success_url }: CheckoutSession): string {
  return (success_url ?? "/").replace("{CHECKOUT_SESSION_ID}", id);
}

type Hosted = { id: string; token: string };

function hostedInvoice(
  call: Call,
  { id, token }: Hosted,
  said: Form | undefined,
  wrong?: string,
): PageReply {
  const invoice = call.state.find("invoice", id);
  // The address is the key to the page: without its last part there is nothing to see.
  if (!invoice?.hosted_invoice_url?.endsWith(`/${token}`) || token === "") return notFound;
  if (!said || !isPayable(invoice)) {
    const asking = isPayable(invoice) ? intentOf(call.state, invoice) : undefined;
    const bank = asking?.status === "requires_action" ? `/authenticate/${asking.id}` : undefined;
    return shown(invoicePage(invoice, { wrong, bank }));
  }
  const tried = refusable(() => {
    const method = newCard(call, cardIn(said));
    const { intent, decline } = attemptInvoice(call, invoice, {
      methodId: method.id,
      onSession: true,
    });
    if (decline) throw new Refusal(402, { type: "card_error", message: decline.message });
    return intent;
  });
  const here = `/invoice/${id}/${token}`;
  if (typeof tried === "string") return goTo(`${here}?error=${encodeURIComponent(tried)}`);
  return goTo(tried.status === "requires_action" ? `/authenticate/${tried.id}` : here);
}

function isPayable({ status }: Invoice): boolean {
  return status === "open" || status === "uncollectible";
}

/** The payer's bank asks whether it is them, and sends them back to where they came from. */
function authenticate(call: Call, id: string, said: Form | undefined): PageReply {
  const payment = call.state.find("payment_intent", id);
  const setup = call.state.find("setup_intent", id);
  const intent = payment ?? setup;
  if (!intent) return notFound;
  if (intent.status !== "requires_action") return goTo(cameFrom(call, id));
  if (!said) return shown(authenticatePage(id));
  const proved = said.outcome === "complete";
  if (payment) provePayment(call, id, proved);
  else return proveSetup(call, id, proved);
  return goTo(cameFrom(call, id, proved ? undefined : "Your bank could not confirm it was you."));
}

function provePayment(call: Call, id: string, proved: boolean): void {
  const intent = call.state.get("payment_intent", id);
  const payment = paymentOf(call.state, id);
  if (!proved) {
    failProof(call, intent);
    if (payment) failInvoiceProof(call, payment.invoice);
    return;
  }
  const method = call.state.get("payment_method", intent.payment_method ?? "");
  if (!payment) {
    tryToPay(call, intent, { method, onSession: true, proved });
    return;
  }
  const invoice = call.state.get("invoice", payment.invoice);
  attemptInvoice(call, invoice, { methodId: method.id, onSession: true, proved });
}

function proveSetup(call: Call, id: string, proved: boolean): PageReply {
  const intent = call.state.get("setup_intent", id);
  const session = sessionOf(call, id);
  if (!proved) {
    failSetupProof(call, intent);
    return goTo(cameFrom(call, id, "Your bank could not confirm it was you."));
  }
  const method = call.state.get("payment_method", intent.payment_method ?? "");
  trySetup(call, intent, { method, proved });
  return goTo(session ? backTo(completeSession(call, session)) : `/authenticate/${id}`);
}

function cameFrom(call: Call, intentId: string, wrong?: string): string {
  const error = wrong === undefined ? "" : `?error=${encodeURIComponent(wrong)}`;
  const session = sessionOf(call, intentId);
  if (session) return `/checkout/${session.id}${error}`;
  const invoice = call.state.find("invoice", paymentOf(call.state, intentId)?.invoice ?? "");
  return invoice?.hosted_invoice_url ? `${invoice.hosted_invoice_url}${error}` : "/";
}

function cardIn(form: Form) {
  const said = (name: string) => (typeof form[name] === "string" ? (form[name] as string) : "");
  const [month = "", year = ""] = said("expiry")
    .split("/")
    .map((part) => part.trim());
  return {
    number: said("number"),
    exp_month: month,
    exp_year: year.length === 2 ? `20${year}` : year,
  };
}

/** What a card was refused with, as a sentence for the page. */
function refusable<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

import type { CheckoutSession, Invoice } from "./wire";

/** Checkout in setup mode: a card is saved, nothing is paid. */
export function checkoutPage({ cancel_url }: CheckoutSession, wrong?: string): string {
  const back = cancel_url === null ? "" : `<p><a href="${escaped(cancel_url)}">Back</a></p>`;
  return page("Save a card", `${errorBox(wrong)}${cardForm("Save card")}${back}`);
}

/**
 * An invoice as its payer sees it at Stripe: what is owed, and a form to pay it. `bank` is where to answer a bank
 * that has asked for them already.
 */
export function invoicePage(
  invoice: Invoice,
  { wrong, bank }: { wrong?: string; bank?: string },
): string {
  const lines = invoice.lines.data.map(
    ({ description, amount, currency }) =>
      `<tr><td>${escaped(description ?? "")}</td><td>${amountIn(amount, currency)}</td></tr>`,
  );
  const due = amountIn(invoice.amount_remaining, invoice.currency);
  const table = `<table><tbody>${lines.join("")}</tbody></table>`;
  const title = `Invoice ${escaped(invoice.number ?? "")}`;
  const owed = invoice.status === "open" || invoice.status === "uncollectible";
  const rest = owed
    ? `<p>Amount due: <strong>${due}</strong></p>${errorBox(wrong)}${askedBy(bank)}${cardForm(`Pay ${due}`)}`
    : `<p role="status">This invoice is ${escaped(invoice.status ?? "")}.</p>`;
  return page(title, `${table}${rest}`);
}

/** What the payer's bank asks before it agrees. */
export function authenticatePage(intentId: string): string {
  const button = (outcome: string, words: string) =>
    `<button name="outcome" value="${outcome}">${words}</button>`;
  const buttons = `${button("complete", "Complete authentication")}${button("fail", "Fail authentication")}`;
  const action = `/authenticate/${escaped(intentId)}`;
  return page(
    "Is it you?",
    `<p>This is the bank's 3-D Secure page, as the sandbox plays it.</p>
     <form method="post" action="${action}">${buttons}</form>`,
  );
}

export const missingPage = page("Nothing here", "<p>There is no such page, or it has expired.</p>");

const zeroDecimal = /^(bif|clp|djf|gnf|jpy|kmf|krw|mga|pyg|rwf|ugx|vnd|vuv|xaf|xof|xpf)$/;

/** An amount in words of its currency; only shown, never counted with. */
function amountIn(amount: number, currency: string): string {
  const whole = zeroDecimal.test(currency);
  const digits = String(Math.abs(amount)).padStart(3, "0");
  const shown = whole ? String(Math.abs(amount)) : `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  return `${amount < 0 ? "−" : ""}${shown} ${escaped(currency.toUpperCase())}`;
}

function askedBy(bank: string | undefined): string {
  if (bank === undefined) return "";
  const link = `<a href="${escaped(bank)}">Confirm it with your bank</a>`;
  return `<p>Your bank wants to know that it is you. ${link}, or pay with another card:</p>`;
}

function cardForm(words: string): string {
  return `<form method="post">
    <label>Card number<input name="number" inputmode="numeric" autocomplete="off" required></label>
    <label>Expires (MM / YY)<input name="expiry" value="12 / 34" autocomplete="off" required></label>
    <label>Security code<input name="cvc" value="123" inputmode="numeric" autocomplete="off"></label>
    <button>${escaped(words)}</button>
  </form>
  <p><small>Only Stripe's test cards work here, such as 4242 4242 4242 4242.</small></p>`;
}

function errorBox(wrong: string | undefined): string {
  return wrong === undefined ? "" : `<p role="alert">${escaped(wrong)}</p>`;
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem}
label{display:block;margin:.75rem 0}input,button{font:inherit;width:100%;padding:.5rem;box-sizing:border-box}
button{margin-top:.5rem}table{width:100%}td:last-child{text-align:end}
[role=alert]{border:1px solid;padding:.5rem}
</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
